package import MetricModel

/// One thing that is looked at when a scrape asks.
///
/// A collector registers its families when it is made. `collect` may block on files, so it runs off the event loop;
/// what it throws makes this collector fail, never the scrape.
package protocol Collector: AnyObject, Sendable {
    /// As in the label `collector` and in `--collector.NAME`.
    var name: String { get }

    /// Looks, then publishes all it saw in one step.
    func collect(into registry: MetricRegistry) throws
}
