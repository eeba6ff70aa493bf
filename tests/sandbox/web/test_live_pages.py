"""Open pages in a browser: they change by themselves, and leave alone what somebody is doing there."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from notify_sdk import prepare_upload
from notify_sdk.sandbox.world.service_parts import Callback
from tests.sandbox.manual_clock import send_email, send_letter, send_text

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def wait(browser):
    def until(condition):
        return WebDriverWait(browser, 30, ignored_exceptions=[Exception]).until(lambda _: condition())

    return until


@pytest.fixture
def run(browser):
    return browser.execute_script


def page_of(url, message):
    return f"{url}/_sandbox/messages/{message.id}"


def focused(run):
    return run("return document.activeElement.id")


def test_a_new_message_takes_no_focus_from_the_list(sandbox, url, browser, wait, run):
    first, second = send_text(sandbox), send_text(sandbox)
    browser.get(url)
    rows = []
    for message in (first, second):
        run(f"document.getElementById('a-{message.id}').focus()")
        rows.append(browser.find_element(By.ID, f"m-{message.id}"))
        added = send_email(sandbox)
        rows.append(wait(lambda added=added: browser.find_element(By.ID, f"m-{added.id}")))
        assert focused(run) == f"a-{message.id}"
        assert all(row.is_displayed() for row in rows)  # an error if one was replaced though nothing in it changed


@pytest.mark.parametrize("field", ["search", "type", "status"])
def test_a_new_message_leaves_the_filters_alone(sandbox, url, browser, wait, run, field):
    send_text(sandbox)
    browser.get(url)
    browser.find_element(By.ID, "search").send_keys("0770")
    run(f"document.getElementById('{field}').focus()")
    added = send_text(sandbox)
    wait(lambda: browser.find_element(By.ID, f"m-{added.id}"))
    assert focused(run) == field
    assert browser.find_element(By.ID, "search").get_property("value") == "0770"


def test_a_row_that_changes_keeps_the_focus(sandbox, url, browser, wait, run):
    message = send_text(sandbox)
    send_text(sandbox)
    browser.get(url)
    run(f"document.getElementById('a-{message.id}').focus()")
    sandbox.finish(message.id, "permanent-failure")
    wait(lambda: "permanent-failure" in browser.find_element(By.ID, f"m-{message.id}").text)
    assert focused(run) == f"a-{message.id}"


def test_a_message_that_goes_leaves_its_list(sandbox, url, browser, wait):
    send_text(sandbox)
    browser.get(url)
    sandbox.reset()
    wait(lambda: "Nothing was sent yet" in browser.find_element(By.ID, "found").text)
    assert "How to send" in browser.find_element(By.TAG_NAME, "body").text
    assert browser.find_elements(By.CSS_SELECTOR, "#messages li") == []


@pytest.mark.parametrize("send", [send_text, send_email, send_letter])
def test_the_page_of_a_message_follows_it(sandbox, url, browser, wait, run, send):
    message = send(sandbox)
    browser.get(page_of(url, message))
    run("window.same = true; document.querySelector('#coming button').focus()")
    button = focused(run)
    assert button
    before = browser.find_element(By.ID, "coming").text
    sandbox.advance()
    wait(lambda: browser.find_element(By.ID, "coming").text != before)
    last = "received" if send is send_letter else "delivered"
    wait(lambda: last in browser.find_element(By.ID, "status").text)
    assert "Nothing more." in browser.find_element(By.ID, "coming").text
    assert run("return window.same"), "the page was loaded again"


def test_a_callback_appears_and_what_was_opened_stays_open(sandbox, url, browser, wait, run):
    sandbox.callbacks._post = lambda *_: 503
    sandbox.service.callbacks["delivery_receipt"] = Callback(url="http://127.0.0.1:9/x", bearer_token="secret")
    message = send_text(sandbox)
    browser.get(page_of(url, message))
    sandbox.advance()
    wait(lambda: "Delivery receipt to http://127.0.0.1:9/x: 503" in browser.find_element(By.ID, "callbacks").text)
    run("document.querySelector('#callback-1').open = true")
    send_text(sandbox)
    version = sandbox.state.version
    wait(lambda: run("return document.getElementById('version').dataset.version") == str(version))
    assert run("return document.querySelector('#callback-1').open")


def test_a_page_says_when_the_sandbox_is_gone(sandbox, browser, wait):
    server = sandbox.serve().start()
    browser.get(server.url)
    assert not browser.find_element(By.ID, "gone").is_displayed()
    server.stop()
    wait(lambda: "does not answer" in browser.find_element(By.ID, "gone").text)


@pytest.mark.parametrize("paragraphs", [1, 60])
def test_an_email_is_as_high_as_it_is(sandbox, url, browser, wait, run, paragraphs):
    values = {"name": "Ada", "urgent": False, "items": [f"thing {number}" for number in range(paragraphs)]}
    with sandbox.client() as client:
        sent = client.send_email_notification("a@example.com", sandbox.templates["application received"], values)
    browser.get(page_of(url, sent))
    frame = browser.find_element(By.TAG_NAME, "iframe")
    wait(lambda: frame.get_attribute("style"))
    inside = run("return arguments[0].contentDocument.documentElement.scrollHeight", frame)
    assert abs(frame.size["height"] - inside) <= 1
    assert frame.size["height"] < 1000 or paragraphs == 60
    browser.switch_to.frame(frame)
    for tag in ("p", "h2", "li"):
        family = browser.find_element(By.TAG_NAME, tag).value_of_css_property("font-family")
        assert family.startswith("Helvetica, Arial")
    browser.switch_to.default_content()


def test_a_file_of_an_email_is_opened_from_the_email_and_from_its_page(sandbox, url, browser, wait):
    upload = prepare_upload(b"form,page\nA1,2\n", filename="form.csv")
    values = {"name": "Ada", "form_enclosed": False, "link_to_file": upload}
    with sandbox.client() as client:
        sent = client.send_email_notification("a@example.com", sandbox.templates["document"], values)
    browser.get(page_of(url, sent))
    assert browser.find_element(By.LINK_TEXT, "form.csv").get_attribute("href").endswith("/files/link_to_file")
    frame = browser.find_element(By.TAG_NAME, "iframe")
    wait(lambda: frame.get_attribute("style"))
    browser.switch_to.frame(frame)
    before = browser.current_window_handle
    browser.find_element(By.PARTIAL_LINK_TEXT, "documents.service.gov.uk").click()
    browser.switch_to.window(before)
    wait(lambda: len(browser.window_handles) == 2)
    browser.switch_to.window(next(each for each in browser.window_handles if each != before))
    try:
        wait(lambda: "A1,2" in browser.find_element(By.TAG_NAME, "body").text)
    finally:
        browser.close()
        browser.switch_to.window(before)


def test_what_a_newcomer_needs_is_copied(sandbox, url, browser, wait, run):
    browser.get(url)
    buttons = browser.find_elements(By.CSS_SELECTOR, ".copy")
    assert len(buttons) == 1 + 3 + len(sandbox.templates) + 2
    run("window.copied = []; navigator.clipboard.writeText = async (text) => window.copied.push(text)")
    for button in buttons:
        button.click()
    wait(lambda: len(run("return window.copied")) == len(buttons))
    copied = run("return window.copied")
    assert [url, sandbox.api_key, sandbox.team_api_key, sandbox.test_api_key] == copied[:4]
    assert list(sandbox.templates.values()) == copied[4:-2]


HOSTILE = (
    "<script>document.title='ran'</script>",
    "<img src=x onerror=\"parent.document.title='ran'\">",
    "[click](javascript:parent.document.title='ran')",
    "</title></main><svg onload=\"parent.document.title='ran'\">",
    '"><iframe srcdoc="<script>top.document.title=1</script>">',
    "<style>*{display:none}</style>",
    "<base href=//evil.example><form action=/_sandbox/clear method=post><button>x",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_was_sent_runs_in_any_page(sandbox, url, browser, wait, run, text):
    with sandbox.client() as client:
        sms = client.send_sms_notification(
            "07700900123", sandbox.templates["security code"], {"code": text, "app": False}, text
        )
        email = client.send_email_notification(
            "a@example.com",
            sandbox.templates["application received"],
            {"name": text, "urgent": False, "items": [text]},
            text,
        )
    for address in (url, page_of(url, sms), page_of(url, email), f"{page_of(url, email)}/html"):
        browser.get(address)
        title = browser.title
        assert "ran" not in title.split("–")[0].split()
        for frame in browser.find_elements(By.TAG_NAME, "iframe"):
            wait(lambda frame=frame: frame.get_attribute("style"))
            browser.switch_to.frame(frame)
            for link in browser.find_elements(By.TAG_NAME, "a"):
                assert not link.get_attribute("href").startswith("javascript:")
            assert browser.find_elements(By.CSS_SELECTOR, "script, img, svg, iframe, form, main style") == []
            browser.switch_to.default_content()
        assert browser.title == title
    assert len(sandbox.inbox) == 2


def test_the_keyboard_goes_through_a_page(sandbox, url, browser, run):
    send_text(sandbox)
    browser.get(url)
    reached = []
    for _ in range(12):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        reached.append(run("return document.activeElement.id || document.activeElement.textContent"))
    expected = [
        "Skip to main content",
        "Notify sandbox",
        "How to send",
        "deliver-all",
        "clear",
        "search",
        "type",
        "status",
    ]
    assert reached[: len(expected)] == expected
    assert f"a-{sandbox.inbox.latest.id}" in reached
