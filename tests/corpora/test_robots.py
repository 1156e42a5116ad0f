"""The list of known robots against what counts readings: who is taken for a reader, by name."""

import pytest

from press.reads.filtering import USER_AGENT_CHARACTERS, is_robot
from tests.corpora.reading import robots

# They send what a browser sends and a name of their own: a list of names finds them when it knows them.
TAKEN_FOR_READERS = {
    "AP3A\\.240617\\.008", "AppInsights", "Code\\/1\\.", "Collapsify", "CookieHubScan", "CookieHubVerify",
    "Criticalcss\\.com", "Dlc\\/", "Dotcom-Monitor", "Fluid", "Foregenix", "Google-PhysicalWeb", "Hotjar",
    "Keydrop\\.io", "Manus-User", "MarketGoo\\/", "MetaIAB Facebook", "MonitoRSS\\/", "NewRelicSynthetics",
    "NewsNow\\/", "PWABuilderHttpAgent", "Playwright", "Readable\\/", "Rigor\\)", "SQWatcher", "Scope3",
    "SecurityHeaders", "Selenium", "Silktide", "Sindup", "TestLocally\\/", "ThousandEyes", "Trae\\/",
    "abuse\\.xmco\\.fr", "newsai\\/", "researchscan\\.comsys\\.rwth-aachen\\.de", "splash Version\\/",
    "watchTowr",
}  # fmt: skip

# Lynx is not among them: it asks for no picture and runs no script, so nothing of it is ever counted.
BROWSERS = [
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
        "Safari/537.36"
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
        "Safari/537.36 Edg/142.0.0.0"
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
        "YaBrowser/25.10.0.0 Safari/537.36"
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 "
        "Safari/537.36 OPR/125.0.0.0"
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 "
        "Safari/537.36 Vivaldi/7.5.3735.58"
    ),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/26.1 Safari/605.1.15"
    ),
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    (
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
        "Safari/537.36"
    ),
    "Mozilla/5.0 (compatible; Konqueror/4.5; Linux) KHTML/4.5.4 (like Gecko)",
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/26.1 Mobile/15E148 Safari/604.1"
    ),
    (
        "Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1"
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "FxiOS/145.0 Mobile/15E148 Safari/605.1.15"
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "GSA/375.0 Mobile/15E148 Safari/604.1"
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile "
        "Safari/537.36"
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 "
        "Chrome/130.0.0.0 Mobile Safari/537.36"
    ),
    (
        "Mozilla/5.0 (Linux; U; Android 13; ru-ru; M2101K6G) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Version/4.0 Chrome/100.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.4"
    ),
    (
        "Mozilla/5.0 (Linux; Android 12; HUAWEI ALP) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0 "
        "HuaweiBrowser/15.0 Mobile Safari/537.36"
    ),
    (
        "Mozilla/5.0 (Linux; U; Android 9; en-US) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 "
        "UCBrowser/13.4.0 Mobile Safari/534.30"
    ),
    "Mozilla/5.0 (Android 14; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
    "Mozilla/5.0 (Mobile; Nokia 2720; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.2",
    (
        "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/3.0 "
        "Chrome/69.0 TV Safari/537.36"
    ),
    "Opera/9.80 (Android; Opera Mini/71.2.2254/191.303; U; ru) Presto/2.12.423 Version/12.16",
    "w3m/0.5.3+git20230121",
    "Links (2.30; Linux 6.12 x86_64; GNU C 14.2; text)",
    "ELinks/0.16.1.1 (textmode; Linux; 80x24-2)",
    "Dillo/3.2.0",
    "NetSurf/3.11 (Linux)",
]


def test_of_the_known_robots_only_those_that_send_a_browsers_words_are_counted() -> None:
    known = [(robot["pattern"], agent) for robot in robots() for agent in robot.get("instances", [])]
    counted = {pattern for pattern, agent in known if not is_robot(agent[:USER_AGENT_CHARACTERS])}
    assert counted == TAKEN_FOR_READERS
    assert len(known) == 2118


@pytest.mark.parametrize("agent", BROWSERS)
def test_every_browser_is_a_readers(agent: str) -> None:
    assert not is_robot(agent)
