"""The inbox in headless Chromium, where there is one (Debian: `apt install chromium chromium-driver`)."""

import pytest

from tests.sandbox.manual_clock import send_email, send_letter, send_text

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def see(browser):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.wait import WebDriverWait

    class Seeing:
        def text(self):
            return browser.find_element(By.TAG_NAME, "main").text

        def wait_for(self, words):
            # the page updates itself, so an element may be replaced at any time
            WebDriverWait(browser, 20, ignored_exceptions=[Exception]).until(lambda _: words in self.text())

        def press(self, name):
            browser.find_element(By.XPATH, f"//button[normalize-space()='{name}']").click()

        def follow(self, name):
            WebDriverWait(browser, 20, ignored_exceptions=[Exception]).until(
                lambda _: browser.find_element(By.PARTIAL_LINK_TEXT, name).click() is None
            )

        def fill(self, label, value):
            name = browser.find_element(By.XPATH, f"//label[.='{label}']").get_attribute("for")
            browser.find_element(By.ID, name).send_keys(value)

    return Seeing()


def test_messages_appear_are_found_and_delivered(sandbox, url, browser, see):
    from selenium.webdriver.common.by import By

    browser.get(url)
    assert "Nothing was sent yet" in see.text()
    send_text(sandbox)
    see.wait_for("1 message, newest first")  # without loading the page again
    send_email(sandbox)
    send_letter(sandbox)
    see.wait_for("3 messages, newest first")
    browser.get(f"{url}/")

    see.fill("Search", "ada@")
    see.press("Show")
    see.wait_for("1 message, newest first")
    see.follow("ada@example.com")
    see.wait_for("Email to ada@example.com")
    browser.switch_to.frame(browser.find_element(By.TAG_NAME, "iframe"))
    assert "What happens next" in browser.find_element(By.TAG_NAME, "body").text
    browser.switch_to.default_content()

    see.follow("Inbox")
    see.fill("Type", "Text")
    see.press("Show")
    see.wait_for("1 message, newest first")
    see.follow("07700 900 123")
    see.wait_for("1 is your security code.")
    see.press("Deliver")
    see.wait_for("delivered")
    assert sandbox.inbox.sms[0].status == "delivered"

    browser.get(f"{url}/?type=letter")
    see.follow("Amala Bird")
    see.wait_for("Open the PDF")
    see.press("Return to sender")
    see.wait_for("This letter has come back:")
    assert sandbox.inbox.letters[0].status == "received"

    browser.get(url)
    see.press("Clear inbox")
    see.wait_for("Nothing was sent yet")


def test_every_field_has_a_label_and_the_keyboard_reaches_the_content(sandbox, url, browser):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    send_text(sandbox)
    browser.get(url)
    for field in browser.find_elements(By.CSS_SELECTOR, "input:not([type=hidden]), select"):
        label = browser.find_element(By.CSS_SELECTOR, f"label[for='{field.get_attribute('id')}']")
        assert label.text
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Skip to main content"
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en-GB"


def test_nothing_on_the_page_breaks_its_own_rules(sandbox, url, browser):
    send_email(sandbox)
    browser.get(url)
    browser.get(f"{url}/_sandbox/messages/{sandbox.inbox.latest.id}")
    problems = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert problems == []
