"""图片: the pictures of README and guide, taken from the running product with the demonstration's data.

    python -m tools.pictures                 take all of them into docs/guide/pictures
    python -m tools.pictures work case       take these
    FADU_HOME=… python -m tools.pictures     from the demonstration in that folder

Makes or resumes the demonstration, serves it on a free port, signs in as each person and takes each page as it is. A
picture is a page and what to do on it before; nothing on it is made up for the camera.
"""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Page, sync_playwright

from fadu.cli.demo import PASSWORD
from fadu.cli.processes import free_port

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "guide" / "pictures"
WIDTH, HEIGHT = 1366, 768
LANGUAGES = {"zh": "中文", "en": "English"}
CHROMIUM = os.environ.get("FADU_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge"))), None
)


@dataclass(frozen=True)
class Picture:
    """One picture: who looks, at what address, what is done there first; `height` of what is kept of a long page."""

    name: str
    user: str
    address: str
    act: Callable[[Page], object] = lambda page: None
    height: int = HEIGHT
    language: str = "zh"
    width: int = WIDTH


def first_row(page: Page) -> None:
    """Open the first record of a list."""
    page.locator("main table tbody th a").first.click()
    page.wait_for_load_state()


def letter(page: Page) -> None:
    """Have the letter written that the acceptance of the first case would write."""
    first_row(page)
    page.get_by_role("link", name="受理", exact=True).first.click()
    page.wait_for_load_state()
    page.locator("button[name=drafts]").click()
    page.wait_for_load_state()


def chapter(page: Page) -> None:
    """Open a chapter of the report that is still being written."""
    page.locator("main a", has_text="2022").first.click()
    page.wait_for_load_state()
    page.locator("main a", has_text="社会矛盾纠纷").first.click()
    page.wait_for_load_state()


def reading(page: Page) -> None:
    """Have the city's own report of 2023 read, and choose a figure that the ledgers agree with."""
    page.locator("main a", has_text="2023").first.click()
    page.wait_for_load_state()
    written = page.request.get(page.url.rstrip("/") + "/report.docx").body()
    page.goto(page.url.partition("/reports/")[0] + "/readings/upload/")
    file = {"name": "2023年度报告.docx", "mimeType": "application/octet-stream", "buffer": written}
    page.set_input_files("#files", files=[file])
    page.get_by_role("button", name="上传并读取").click()
    page.get_by_role("button", name="确认，登记").click()
    page.wait_for_url("**/readings/*/")
    page.goto(page.url + "?show=agrees")
    page.get_by_role("link", name="从第一个数字开始").click()
    page.locator("#panel dl").wait_for()
    page.goto(page.url.replace("show=agrees&", ""))


def readings(page: Page) -> None:
    """Have the city's own report read, and look at the list."""
    reading(page)
    page.goto(page.url.partition("/readings/")[0] + "/readings/")


CASES = "/ledgers/reconsideration-case/?state=under-review"
TAKEN = (
    Picture("work", "handler", "/"),
    Picture("dashboard", "office", "/dashboard/?period=2023", height=900),
    Picture("dashboard-leader", "leader", "/dashboard/?period=2023", height=900),
    Picture("clocks", "office", "/clocks/"),
    Picture("calendar", "office", "/clocks/calendar/?of=all", height=860),
    Picture("list", "office", "/ledgers/reconsideration-case/", height=700),
    Picture("case", "handler", CASES, first_row, height=1100),
    Picture("letter", "handler", "/ledgers/reconsideration-case/?state=submitted", letter, height=900),
    Picture("indicators", "office", "/indicators/?period=2023&domain=reconsideration", height=900),
    Picture("figure", "leader", "/figures/990200/reconsideration.concluded/all/2023/", height=900),
    Picture("returns", "office", "/returns/?period=2023", height=600),
    Picture("report", "office", "/reports/", chapter, height=900),
    Picture("reading", "office", "/reports/", reading, height=900),
    Picture("readings", "office", "/reports/", readings, height=500),
    Picture("procedure", "handler", "/procedures/reconsideration-ordinary/", height=800),
    Picture("laws", "office", "/laws/", height=600),
    Picture("search", "office", "/search/?q=行政处罚", height=700),
    Picture("journal", "keeper", "/journal/?action=step", height=600),
    Picture("users", "keeper", "/users/", height=600),
    Picture("settings", "keeper", "/settings/", height=700),
    Picture("portal", "", "/public/", height=700),
    Picture("phone", "handler", "/", height=844, width=390),
    Picture("work-en", "handler", "/", language="en"),
    Picture("case-en", "handler", CASES, first_row, height=1100, language="en"),
)


def main(names: list[str]) -> int:
    """Take the pictures of these names, or all."""
    chosen = [one for one in TAKEN if not names or one.name in names]
    if unknown := set(names) - {one.name for one in TAKEN}:
        sys.stderr.write(f"没有图片 {'、'.join(sorted(unknown))}；有：{'、'.join(one.name for one in TAKEN)}\n")
        return 2
    home = os.environ.setdefault("FADU_HOME", str(ROOT / "var" / "demo"))
    subprocess.run([sys.executable, "-m", "fadu", "demo", "--no-serve"], check=True, cwd=ROOT)
    PICTURES.mkdir(parents=True, exist_ok=True)
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "fadu", "serve", "--port", str(port)], cwd=ROOT)
    try:
        base = f"http://127.0.0.1:{port}"
        wait_for(base)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, env={**os.environ, "LANGUAGE": "zh_CN"})
            for one in chosen:
                take(browser, base, one)
                sys.stdout.write(f"{one.name}.png\n")
            browser.close()
    finally:
        server.terminate()
        server.wait(30)
    sys.stdout.write(f"图片在 {PICTURES.relative_to(ROOT)}（数据：{Path(home).name}）\n")
    return 0


def take(browser, base: str, one: Picture) -> None:
    """Take one picture in a session of its own."""
    context = browser.new_context(
        viewport={"width": one.width, "height": one.height}, locale="zh-CN", reduced_motion="reduce"
    )
    page = context.new_page()
    if one.user:
        page.goto(base + "/login/")
        page.fill("[name=login]", one.user)
        page.fill("[name=password]", PASSWORD)
        page.click("form[action*=login] button[type=submit], main button[type=submit]")
        page.wait_for_load_state()
        # A user keeps the language chosen last, so it is chosen for every picture.
        other = page.get_by_role("button", name=LANGUAGES[one.language], exact=True)
        if other.count():
            other.first.click()
            page.wait_for_load_state()
    answer = page.goto(base + one.address)
    assert answer and answer.ok, f"{one.name}: {one.address} answers {answer and answer.status}"
    one.act(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")
    height = min(one.height, page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": one.width, "height": height})
    page.screenshot(path=PICTURES / f"{one.name}.png")
    context.close()


def wait_for(base: str, seconds: int = 120) -> None:
    """Wait until the product answers. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(base + "/login/", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(f"{base} does not answer")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
