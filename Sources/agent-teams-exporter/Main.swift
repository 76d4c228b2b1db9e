import ExporterCommand

@main
enum Main {
    static func main() {
        CommandLineEntry.run()
    }
}
