"""Looks at the simulator's page with Chromium: makes a one-time password, looks at a device, its submissions and their findings, adds
and clears faults, moves the clock; tries to post from another site's page; without a script and on a telephone's screen too.

usage: check.py KHATM [SCREENSHOT.png]"""

import http.server
import json
import os
import re
import sys
import threading
import urllib.parse

from rehearse import VAT, Simulator, Unit, call
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait


def browser(script=True):
    options = webdriver.ChromeOptions()
    options.binary_location = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,1000"):
        options.add_argument(argument)
    if not script:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_page_load_timeout(240)
    return driver


class Page:
    def __init__(self, driver, url):
        self.driver, self.url = driver, url

    def home(self):
        self.driver.get(self.url)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.one(selector).text

    def press(self, selector):
        """Presses what leads to another page, and waits for that."""
        old = self.one("html")
        self.one(selector).click()
        WebDriverWait(self.driver, 240).until(lambda _: gone(old))


def gone(element):
    try:
        element.is_enabled()
        return False
    except Exception:  # The page that it stood on is no more.
        return True


def make_otp(page):
    page.home()
    Select(page.one("#otp select[name=environment]")).select_by_value("simulation")
    page.one("#otp input[name=vat_number]").send_keys(VAT)
    page.press("#otp form button")
    otp = page.text("#otp .otp")
    assert re.fullmatch(r"\d{6}", otp), otp
    assert VAT in page.text("#otp table")
    return otp


def look_at_devices(page):
    page.home()
    row = page.one("#devices table tr:nth-child(2)")
    for wanted in ("Till 1", "شركة ختم للكتب", VAT, "active", "sound"):
        assert wanted in row.text, (wanted, row.text)
    assert row.find_element(By.CSS_SELECTOR, "td:nth-child(3)").get_attribute("dir") == "auto"
    page.press("#devices table a")
    device = page.driver.current_url.removeprefix(page.url)
    text = page.text("main")
    for wanted in ("production", "compliance", "sound", "counters 1 to 2", "counters 1 to 6"):
        assert wanted in text, (wanted, text)
    return device


def look_at_submissions(page):
    page.home()
    rows = page.all("#submissions table tr")[1:]
    assert len(rows) == 11, len(rows)
    rejected, reported, cleared = rows[:3]
    assert "rejected" in rejected.text and "reporting" in reported.text and "clearance" in cleared.text
    number = cleared.find_element(By.TAG_NAME, "a").text
    page.press("#submissions table tr:nth-child(2) a")
    findings = page.text("#findings")
    assert "invalid-invoice-hash" in findings and "KHATM-" in findings and "→" in findings, findings
    assert not page.all("#cleared")
    page.driver.get(f"{page.url}view/submission/{number}")
    assert "شركة ختم للكتب" in page.text("#document pre")
    assert "SignatureValue" in page.text("#cleared pre")
    link = page.one("#cleared a").get_attribute("href")
    status, headers, xml = call(link)
    assert (status, headers["Content-Type"]) == (200, "application/xml") and b"<Invoice" in xml
    assert "attachment" in headers["Content-Disposition"]


def faults_and_clock(page, simulator):
    page.home()
    form = page.one("#faults form")
    Select(form.find_element(By.NAME, "kind")).select_by_value("status")
    form.find_element(By.NAME, "number").send_keys("504")
    Select(form.find_element(By.NAME, "operation")).select_by_value("reporting")
    page.press("#faults form button")
    assert '"status":504' in page.text("#faults table") and "in force" in page.text("#faults table")
    url = simulator.said["environments"]["simulation"] + "/invoices/reporting/single"
    assert call(url, {})[0] == 504
    assert call(url, {}, {"Accept-Version": "V2"})[0] == 401
    page.home()
    assert "spent" in page.text("#faults table")
    assert "status" in page.text("#wire table tr:nth-child(3)")
    page.press("#wire table a")
    assert "POST /e-invoicing/simulation/invoices/reporting/single HTTP/1.1" in page.text("pre")
    page.home()
    page.press("#faults form[action$=clear] button")
    assert not page.all("#faults table")
    before = json.loads(call(simulator.url + "/_simulator/clock")[2])["unix"]
    page.press("#clock form:nth-of-type(2) button")
    after = json.loads(call(simulator.url + "/_simulator/clock")[2])["unix"]
    assert 3600 <= after - before < 3700, after - before


def foreign_text(page, simulator):
    evil = "<img src=x onerror=document.title='taken'>"
    status, _, _ = call(simulator.url + "/_simulator/otps", {"environment": "sandbox", "vat_number": evil})
    assert status == 201
    call(simulator.url + "/e-invoicing/core/" + urllib.parse.quote("<script>") + "?<b>", {})
    page.home()
    assert evil in page.text("#otp table") and not page.all("main img, main script")
    assert "taken" not in page.driver.title


class OtherSite(http.server.BaseHTTPRequestHandler):
    """Pages that another site could show."""

    def do_GET(self):
        what = self.path.lstrip("/")
        target = self.server.target
        forms = {
            "form": f'<form method="post" action="{target}do/otp"><input name="environment" value="sandbox"></form>',
            "token": f'<form method="post" action="{target}do/otp"><input name="environment" value="sandbox"><input name="token" value="0"></form>',
            "json": f"""<form method="post" enctype="text/plain" action="{target}otps"><input name='{{"environment":"sandbox","vat_number":"' value='"}}'></form>""",
        }
        script = "document.forms[0].submit()"
        if what == "fetch":
            script = f"""Promise.allSettled([
                fetch("{target}otps", {{method: "POST", mode: "no-cors", body: '{{"environment":"sandbox"}}'}}),
                fetch("{target}otps", {{method: "POST", headers: {{"Content-Type": "application/json"}}, body: '{{"environment":"sandbox"}}'}}),
                fetch("{target}clock").then(answer => answer.text()).then(text => document.title = "read")
            ]).then(() => document.body.append("done"))"""
        frame = f'<iframe src="{target}"></iframe>' if what == "frame" else ""
        body = f"<!doctype html><title>other</title><body>{forms.get(what, '')}{frame}<script>{script}</script>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def cross_site(page, simulator):
    def rows():
        page.home()
        return len(page.all("#otp table tr"))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    server.target = page.url
    threading.Thread(target=server.serve_forever, daemon=True).start()
    before = rows()
    for host in ("127.0.0.1", "localhost"):
        other = f"http://{host}:{server.server_port}/"
        for kind in ("form", "token", "json"):
            page.driver.get(other + kind)
            WebDriverWait(page.driver, 240).until(lambda driver: driver.current_url.startswith(page.url))
            assert "KHATM-SIMULATOR-CROSS-SITE" in page.driver.page_source, (kind, page.driver.page_source)
        page.driver.get(other + "fetch")
        WebDriverWait(page.driver, 240).until(lambda driver: "done" in driver.find_element(By.TAG_NAME, "body").text)
        assert page.driver.title == "other", "another site read an answer"
    page.driver.get(f"http://127.0.0.1:{server.server_port}/frame")
    page.driver.switch_to.frame(0)
    assert "Khatm simulator" not in page.driver.page_source, "another site framed the page"
    page.driver.switch_to.default_content()
    assert rows() == before, "another site made a one-time password"
    server.shutdown()


def sizes(page, device, screenshot):
    for width in (1280, 390):
        page.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
        )
        for path in ("", device, "view/submission/1", "view/record/1"):
            page.driver.get(page.url + path)
            assert "Khatm simulator" in page.driver.title, path
            wide = page.driver.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, f"{path or 'the page'} is {wide} wide on {width}"
        if width == 1280 and screenshot:
            page.home()
            page.driver.save_screenshot(screenshot)
    page.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def main():
    khatm, screenshot = sys.argv[1], (sys.argv[2:] or [None])[0]
    with Simulator(khatm) as simulator:
        driver = browser()
        try:
            page = Page(driver, simulator.said["page"])
            otp = make_otp(page)
            unit = Unit(khatm, simulator.said["environments"]["simulation"])
            unit.onboard(otp)
            unit.trade()
            device = look_at_devices(page)
            look_at_submissions(page)
            sizes(page, device, screenshot)
            faults_and_clock(page, simulator)
            foreign_text(page, simulator)
            told = [entry["message"] for entry in driver.get_log("browser")]
            assert not told, f"the browser has something to say: {told}"
            cross_site(page, simulator)
        finally:
            driver.quit()
        driver = browser(script=False)
        try:
            make_otp(Page(driver, simulator.said["page"]))
        finally:
            driver.quit()
    print("the page does what it shows, also without a script, and no other site's page can use it")


if __name__ == "__main__":
    main()
