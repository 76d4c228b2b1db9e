"""Drives a headless Chromium through the steps of a file, by the DevTools protocol over pipes.

usage: drive_chromium.py BROWSER PROFILE STEPS

STEPS is a JSON list of objects: {"do": NAME, ...}. Printed is one JSON object: "answers", one for each step, and
"complaints", all that the browser complained of: errors and warnings of the console, exceptions, breaches of the
content security policy.
"""

import base64
import json
import os
import select
import signal
import subprocess
import sys
import time

WATCH_POLICY = """
window.policyBreaches = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.policyBreaches.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""


class Browser:
    def __init__(self, program, profile):
        to_browser, self.outgoing = os.pipe()
        self.incoming, from_browser = os.pipe()

        def take_pipes():
            # The browser reads descriptor 3 and writes descriptor 4.
            first, second = os.dup(to_browser), os.dup(from_browser)
            os.dup2(first, 3)
            os.dup2(second, 4)

        arguments = [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-extensions", "--disable-background-networking",
            "--disable-component-update", "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank",
        ]
        self.process = subprocess.Popen(
            arguments, preexec_fn=take_pipes, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number = 0
        self.received = b""
        self.session = None
        self.complaints = []

    def ask(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.outgoing, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive(60)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer.get("result", {})

    def receive(self, seconds):
        end = time.monotonic() + seconds
        while b"\0" not in self.received:
            if not select.select([self.incoming], [], [], max(0, end - time.monotonic()))[0]:
                raise RuntimeError("the browser does not answer")
            piece = os.read(self.incoming, 1 << 20)
            if not piece:
                raise RuntimeError("the browser is gone")
            self.received += piece
        line, self.received = self.received.split(b"\0", 1)
        message = json.loads(line)
        self.note(message)
        return message

    def note(self, message):
        parameters = message.get("params", {})
        if message.get("method") == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
            self.complaints.append(f"console: {parameters['args']}")
        if message.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(f"exception: {parameters['exceptionDetails']}")
        if message.get("method") == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            entry = parameters["entry"]
            self.complaints.append(f"{entry['source']}: {entry['text']} {entry.get('url', '')}")

    def begin(self):
        target = next(t for t in self.ask("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Runtime", "Log", "Page"):
            self.ask(f"{domain}.enable")
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=WATCH_POLICY)

    def evaluate(self, script):
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def end(self):
        try:
            self.session = None
            self.ask("Browser.close")
        except RuntimeError:
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def wait(browser, script, seconds=30):
    """What the script gives once that counts as true, or at last."""
    end = time.monotonic() + seconds
    while True:
        value = browser.evaluate(script)
        if value or time.monotonic() > end:
            return value
        time.sleep(0.05)


def look(browser, width, height, dark=False, calm=False):
    browser.ask(
        "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
    browser.ask(
        "Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if calm else "no-preference"},
        ])


def shoot(browser, file):
    size = browser.ask("Page.getLayoutMetrics")["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 6000), "scale": 1}
    shot = browser.ask("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
    with open(file, "wb") as out:
        out.write(base64.b64decode(shot["data"]))


def write(path, text):
    """In one step, so that nobody sees half of it."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as out:
        out.write(text)
    os.rename(path + ".new", path)


def press(browser, key):
    for kind in ("rawKeyDown", "keyUp"):
        browser.ask(
            "Input.dispatchKeyEvent", type=kind, key=key, code=key,
            windowsVirtualKeyCode={"Tab": 9, "Enter": 13}[key])


def run(browser, step):
    kind = step.pop("do")
    if kind == "open":
        return browser.ask("Page.navigate", **step).get("errorText")
    if kind == "scripts":
        return browser.ask("Emulation.setScriptExecutionDisabled", value=not step["on"]) and None
    if kind == "end":
        return os.kill(step["pid"], signal.SIGTERM)
    actions = {"wait": wait, "look": look, "shoot": shoot, "press": press}
    if kind == "write":
        return write(**step)
    if kind == "evaluate":
        return browser.evaluate(step["script"])
    return actions[kind](browser, **step)


def main():
    program, profile, steps = sys.argv[1:]
    with open(steps, encoding="utf-8") as file:
        steps = json.load(file)
    browser = Browser(program, profile)
    try:
        browser.begin()
        answers = [run(browser, step) for step in steps]
        print(json.dumps({"answers": answers, "complaints": browser.complaints}))
    finally:
        browser.end()


main()
