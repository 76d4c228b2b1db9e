/// The page at `/`: what this is and where to go.
enum LandingPage {
    static func html(telemetryPath: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>agent-teams-exporter</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
        </style>
        </head>
        <body>
        <h1>agent-teams-exporter</h1>
        <p>Prometheus metrics of AI agent teams and of their logs.
        Version \(BuildInformation.version).</p>
        <ul>
        <li><a href="\(escaped(telemetryPath))">Metrics</a></li>
        <li><a href="/-/healthy">Health</a> of this program</li>
        <li><a href="/-/ready">Readiness</a> of this program</li>
        </ul>
        </body>
        </html>

        """
    }

    static func escaped(_ text: String) -> String {
        var out = ""
        for character in text {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            default: out.append(character)
            }
        }
        return out
    }
}
