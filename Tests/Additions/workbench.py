#!/usr/bin/env python3
"""Uses the workbench in Chromium as an officer and a reviewer do, and looks at what the files hold then.

    workbench.py PROGRAM FACTORS COUNTY INBOX [PICTURES]

COUNTY is an inventory with boilers.csv, plans/invented.yaml and plans/options.yaml, INBOX an empty folder. With PICTURES, pictures of each page
at 390, 1366 and 1920 px are written there."""
import os
import re
import subprocess
import sys

from playwright.sync_api import expect, sync_playwright

PROGRAM, FACTORS, COUNTY, INBOX = sys.argv[1:5]
PICTURES = sys.argv[5] if len(sys.argv) > 5 else None
WIDTHS = (390, 1366, 1920)
# A machine that does other work besides is slow.
expect.set_options(timeout=30_000)

# Texts that stand out too little from what is behind them (WCAG 2.1, 1.4.3), by the colours that the browser shows.
FAINT = """() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const found = [];
  for (const own of document.querySelectorAll('body *')) {
    if (own.closest('svg') || !own.checkVisibility()) continue;
    if (![...own.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    const style = getComputedStyle(own);
    let place = own, back = [0, 0, 0, 0];
    while (place && !(back.length === 3 || back[3] === 1)) {
      back = rgb(getComputedStyle(place).backgroundColor);
      place = place.parentElement;
    }
    if (back.length === 4 && back[3] === 0) back = rgb(getComputedStyle(document.body).backgroundColor);
    const [a, b] = [light(rgb(style.color)), light(back)].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700;
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) found.push(`${own.tagName} ${own.className} ${own.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return found;
}"""

# What can be acted on and has no name, or is not reached by keys.
NAMELESS = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')].filter((own) => {
  const name = own.getAttribute('aria-label') || own.labels?.[0]?.textContent || own.textContent || own.title;
  return !name?.trim() || own.tabIndex < 0;
}).map((own) => own.outerHTML.slice(0, 120))"""


def serve(folder):
    process = subprocess.Popen(
        [PROGRAM, "serve", folder, "--port", "0", "--factors", FACTORS, "--lang", "zh"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return process, process.stdout.readline().split("：")[-1].strip()


def text(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read()


def picture(page, name):
    if not PICTURES:
        return
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=os.path.join(PICTURES, f"{name}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": 1366, "height": 768})


def fits(page, name):
    """Nothing is wider than the window, however narrow it is; all texts can be read in light and in dark, and all is reached by keys."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        faint = page.evaluate(FAINT)
        assert not faint, f"{name}, {scheme}: {faint[:8]}"
    nameless = page.evaluate(NAMELESS)
    assert not nameless, f"{name}: {nameless[:8]}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{name} is {wide} px wider than {width}"
    page.set_viewport_size({"width": 1366, "height": 768})


def county(browser):
    process, address = serve(COUNTY)
    try:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
        base = address.split("/open#")[0]
        # The machine's own address alone: whatever else a page asked for would fail, and be seen.
        foreign = []
        context.route("**/*", lambda route: route.continue_() if route.request.url.startswith((base, "data:")) else (
            foreign.append(route.request.url), route.abort()))
        page = context.new_page()
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        # A request that is refused, as a wrong target is, is listed in the console: it is no error of the page.
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" and "422" not in line.text else None)

        page.goto(address)
        expect(page.locator("h1")).to_contain_text("虚构县")
        assert "#" not in page.url, page.url
        picture(page, "inventory")
        fits(page, "inventory")
        before = page.locator(".total b").first.inner_text()

        # A number opens into its calculation, that into its row.
        assert page.locator("a[href*='/why']", has_text="缺数据").count() > 0
        page.locator("section a[href*='/why']").first.click()
        expect(page.locator("pre.sheet").first).to_contain_text("E = ")
        picture(page, "why")
        fits(page, "why")
        page.locator(".facts a").click()
        expect(page.locator(".grid")).to_be_visible()

        # A cell is changed by keys, and undone.
        page.goto(base + "/tables?table=boilers.csv")
        original = text(COUNTY, "boilers.csv")
        cell = page.locator("tr[data-line='2'] td").nth(6)
        value = cell.inner_text()
        cell.click()
        page.keyboard.press("Enter")
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("54321")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_contain_text("已写入文件")
        assert ",54321," in text(COUNTY, "boilers.csv")
        picture(page, "tables")
        fits(page, "tables")
        page.goto(base + "/")
        assert page.locator(".total b").first.inner_text() != before
        page.goto(base + "/tables?table=boilers.csv")
        page.get_by_role("button", name="撤销").click()
        expect(page.locator("tr[data-line='2'] td").nth(6)).to_have_text(value)
        assert text(COUNTY, "boilers.csv") == original

        # Cells pasted as Excel copies them; a wrong word is found beside its cell.
        page.locator("tr[data-line='2'] td").nth(5).click()
        page.evaluate("""() => {
            const data = new DataTransfer();
            data.setData('text/plain', '11\\t1200\\r\\n12\\t不是数\\r\\n');
            document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""")
        expect(page.locator("tr[data-line='3'] td").nth(6)).to_have_class("error")
        assert ",11,1200," in text(COUNTY, "boilers.csv") and ",12,不是数," in text(COUNTY, "boilers.csv")
        page.reload()
        page.get_by_role("button", name="撤销").click()
        expect(page.locator("tr[data-line='3'] td.error")).to_have_count(0)

        # An input is moved, tried at once, and saved.
        page.goto(base + "/plan")
        scenario = page.locator("[data-of='scenario']").first
        unmoved = scenario.inner_text()
        page.locator("input[type=range]").first.fill("0.5")
        expect(page.locator("#plan-time")).to_contain_text("ms")
        expect(scenario).not_to_have_text(unmoved)
        assert '"?"' in text(COUNTY, "plans/invented.yaml")
        picture(page, "plan")
        fits(page, "plan")
        page.get_by_role("button", name="存入方案").first.click()
        expect(page.locator("#said")).to_contain_text("已写入方案")
        assert "{share: 0.5}" in text(COUNTY, "plans/invented.yaml")

        sure(page, base)
        solve(page, base)
        progress(page, base)

        page.goto(base + "/package")
        page.get_by_role("button", name="生成并检查").click()
        expect(page.locator("#verdict")).to_contain_text("通过", timeout=60000)
        # Made again, it takes the place of the one before: the page is loaded anew when it is done.
        with page.expect_navigation(timeout=120000):
            page.get_by_role("button", name="生成并检查").click()
        expect(page.locator(".job")).to_have_count(0, timeout=120000)
        expect(page.locator("#verdict")).to_contain_text("通过", timeout=60000)
        with page.expect_download() as download:
            page.get_by_role("link", name="report.xml").click()
        package = os.path.join(INBOX, "..", "sent.xml")
        download.value.save_as(package)
        picture(page, "package")
        fits(page, "package")

        page.goto(base + "/history")
        expect(page.locator("tbody tr")).to_have_count(8)
        picture(page, "history")
        fits(page, "history")
        page.goto(base + "/?lang=en")
        expect(page.locator("h2").first).to_have_text("Emissions")

        ledger(page, base, errors)

        # Another site's page cannot act here: its requests carry no session.
        stranger = browser.new_context().new_page()
        answer = stranger.goto(base + "/")
        assert answer.status == 401, answer.status
        assert not errors, errors
        assert not foreign, foreign
        return package
    finally:
        process.terminate()


# An invented ledger with a slip in a word, a column that nobody knows, and an amount without a unit.
LEDGER = """企业名称,锅炉编号,燃料类型,锅炉类型,锅炉吨位,年耗煤量,锅炉用途,怪列
虚构热力公司,1,原媒,链条炉,20,3000,工业,7
虚构食品厂,2,烟煤,链条炉,10,2000,工业,8
合计,,,,,5000,,
"""


def ledger(page, base, errors):
    """A ledger is dropped, looked at, confirmed and accepted; before that the inventory has nothing of it."""
    names = sorted(os.listdir(COUNTY))
    page.goto(base + "/import")
    fits(page, "imports")
    data = page.evaluate_handle("""(text) => {
        const data = new DataTransfer();
        data.items.add(new File([text], '锅炉台账.csv'));
        return data;
    }""", LEDGER)
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": data})
    page.wait_for_url("**/import?ledger=*")
    expect(page.locator("h1")).to_have_text("锅炉台账.csv")
    word = page.locator("tr.doubt", has_text="原媒")
    expect(word).to_contain_text("推测", timeout=60000)
    assert word.locator("input").input_value() == "raw_coal"
    expect(page.locator(".excerpt td.open")).to_have_text("？不认识")
    expect(page.locator(".totals")).to_contain_text("读入 6，列不认识 2，合计行 1")
    picture(page, "ledger")
    fits(page, "ledger")
    accept = page.get_by_role("button", name="接受，写入清单")
    expect(accept).to_be_disabled()
    # A wrong answer is refused, with what was meant; the right one is taken, and the rest confirmed.
    page.locator("input[data-text='怪列']").fill("hourss")
    page.get_by_role("button", name="只按改动重新读入").click()
    expect(page.locator("#said")).to_contain_text("没有这一列")
    page.locator("input[data-text='怪列']").fill("-")
    page.get_by_role("button", name="确认全部对应").click()
    expect(accept).to_be_enabled(timeout=60000)
    assert sorted(os.listdir(COUNTY)) == names, os.listdir(COUNTY)
    page.get_by_role("button", name="接受，写入清单").click()
    expect(page.locator("#said")).to_contain_text("代替还是并存")
    page.locator("#end select").select_option("beside")
    picture(page, "ledger-confirmed")
    accept.click()
    expect(page.locator(".facts").first).to_contain_text("已写入清单", timeout=60000)
    assert sorted(os.listdir(COUNTY)) == sorted(names + ["boilers-2.csv", "mapping.yaml"]), os.listdir(COUNTY)
    assert "虚构热力公司" in text(COUNTY, "boilers-2.csv") and "raw_coal" in text(COUNTY, "boilers-2.csv")
    # What was refused, as it should be, is listed in the console: it is no error of the page.
    errors[:] = [line for line in errors if not any(f"status of {status} " in line for status in (409, 422))]
    page.goto(base + "/import?lang=en")
    expect(page.locator("tbody tr")).to_have_count(1)
    picture(page, "imports-english")


def both(page, path, name):
    """Pictures and checks of a page in English and then in Chinese."""
    page.goto(path + ("&" if "?" in path else "?") + "lang=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    picture(page, name + "-en")
    fits(page, name + "-en")
    page.goto(path)
    picture(page, name)
    fits(page, name)


def sure(page, base):
    """How sure the numbers of a column are is stated, and the total has an interval."""
    page.goto(base + "/sure?by=table")
    expect(page.locator("h1")).to_have_text("有多大把握")
    expect(page.locator(".whisker .ends")).to_have_count(0)
    entry = page.locator("section > form.range")
    entry.locator("[name=part]").select_option("columns")
    entry.locator("[name=name]").fill("boilers.fuel_use")
    entry.locator("[name=value]").fill("no-such-class")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("既不是不确定度等级")
    assert "uncertainty" not in text(COUNTY, "inventory.yaml")
    entry.locator("[name=value]").fill("60 %")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("已写入清单")
    assert page.locator(".whisker .ends").count() > 0
    assert 'uncertainty: {columns: {boilers.fuel_use: "60 %"}}' in text(COUNTY, "inventory.yaml")
    page.get_by_label("再按").select_option("county")
    page.get_by_role("button", name="计算").click()
    expect(page).to_have_url(re.compile("and=county"))
    both(page, base + "/sure?by=table", "sure")


def solve(page, base):
    """The cheapest way to a target is found and saved as a plan."""
    page.goto(base + "/solve?plan=plans/options.yaml")
    page.locator("input[name=target]").first.fill("NOx by half")
    page.keyboard.press("Enter")
    expect(page.locator("#problem")).to_contain_text("读不懂")
    page.locator("input[name=target]").first.fill("NOx -5 t")
    page.keyboard.press("Enter")
    expect(page.locator("#found h2")).to_have_text("已得证")
    expect(page.locator("#reasons")).to_contain_text("费用未知的措施不会被选")
    expect(page.locator("figure svg")).to_be_visible()
    both(page, base + "/solve?plan=plans/options.yaml&target=NOx+-5+t", "solve")
    page.get_by_role("button", name="存为方案").click()
    expect(page).to_have_url(re.compile("/plan[?]plan=choice-1.yaml"))
    expect(page.locator("#said")).to_contain_text("choice-1.yaml")
    expect(page.locator("h1")).to_contain_text("虚构可选措施")
    assert "removal: 0.5" in text(COUNTY, "plans/choice-1.yaml")


def progress(page, base):
    """What is done by a month is reported."""
    page.goto(base + "/progress?plan=invented.yaml&month=2025-03")
    expect(page.locator("section .facts")).to_contain_text("逾期 1")
    page.locator("form.month [name=done]").fill("6")
    page.locator("form.month [name=remark]").fill("虚构验收")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("已写入月报")
    expect(page.locator("section .facts")).to_contain_text("完成 1")
    assert "2025-03,XX-01.1," in text(COUNTY, "plans/invented.monthly.csv")
    both(page, base + "/progress?plan=invented.yaml&month=2025-03", "progress")


def reviewer(browser, package):
    process, address = serve(INBOX)
    try:
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.goto(address)
        expect(page.locator("h1")).to_have_text("收件箱")
        wrong = os.path.join(INBOX, "..", "wrong.xml")
        with open(package, encoding="utf-8") as file, open(wrong, "w", encoding="utf-8") as out:
            out.write(file.read()[:-200])
        # A machine that is busy with other tests may cut a slow sender: what is not there is sent once more.
        for _ in range(2):
            page.locator("input[type=file]").set_input_files([package, wrong])
            page.get_by_role("button", name="放入并核查").click()
            try:
                expect(page.locator(".facts")).to_contain_text("2 个包", timeout=60000)
                break
            except AssertionError:
                page.goto(address)
        expect(page.locator(".facts")).to_contain_text("2 个包")
        expect(page.locator("span.met")).to_have_count(1)
        expect(page.locator("span.missed")).to_have_count(1)
        picture(page, "inbox")
        fits(page, "inbox")
        assert len([name for name in os.listdir(INBOX) if name.startswith("received-")]) == 2
    finally:
        process.terminate()


with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    reviewer(chromium, county(chromium))
    chromium.close()
print("the pages do what they say")
