/// Places rows and panels on Grafana's grid of 24 columns, from left to right and top to bottom.
enum GridLayout {
    static let columns = 24

    struct Place: Sendable, Equatable {
        let x: Int
        let y: Int
        let width: Int
        let height: Int
    }

    enum Item: Sendable, Equatable {
        case heading(String)
        case panel(Panel)
    }

    /// A panel that does not fit beside the last one begins a new line below the highest panel of the old one.
    static func place(_ rows: [Row]) -> [(item: Item, place: Place)] {
        var placed: [(item: Item, place: Place)] = []
        var y = 0
        for row in rows {
            placed.append((.heading(row.title), Place(x: 0, y: y, width: columns, height: 1)))
            y += 1
            var x = 0
            var lineHeight = 0
            for panel in row.panels {
                precondition(panel.size.width <= columns, "panel '\(panel.title)' is too wide")
                if x + panel.size.width > columns {
                    (x, y, lineHeight) = (0, y + lineHeight, 0)
                }
                let place = Place(x: x, y: y, width: panel.size.width, height: panel.size.height)
                placed.append((.panel(panel), place))
                x += panel.size.width
                lineHeight = max(lineHeight, panel.size.height)
            }
            y += lineHeight
        }
        return placed
    }
}
