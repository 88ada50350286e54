"""How text becomes nodes: mrkdwn, its tokens, and the literal kinds."""

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

DRAW = """async ([text, verbatim]) => {
  const { mrkdwn } = await import("/js/text/mrkdwn.js");
  const box = document.createElement("div");
  box.append(...mrkdwn(text, { verbatim }));
  for (const node of box.querySelectorAll("*")) {
    for (const { name } of [...node.attributes]) if (!["href", "class"].includes(name)) node.removeAttribute(name);
  }
  return box.innerHTML;
}"""

CASES = [
    (
        "*bold* _it_ ~gone~ `code`",
        "<strong>bold</strong> <em>it</em> <del>gone</del> <code>code</code>",
    ),
    ("*bold _and it_*", "<strong>bold <em>and it</em></strong>"),
    ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
    ("* not bold * and *not\nbold*", "* not bold * and *not\nbold*"),
    ("`*raw* &lt;b&gt;`", "<code>*raw* &lt;b&gt;</code>"),
    ("```\na *b*\n```", "<pre>a *b*</pre>"),
    ("``` never closed", "``` never closed"),
    ("a\n&gt; said *she*\nb", "a<blockquote>said <strong>she</strong></blockquote>b"),
    ("&lt;img&gt; &amp;lt; <b>", "&lt;img&gt; &amp;lt; &lt;b&gt;"),
    ("<@U0BOB>", '<span class="mention">@Bob Roe</span>'),
    ("<@U0ANN>", '<span class="mention mine">@Ann Lee</span>'),
    ("<@U0NOBODY|zoe>", '<span class="mention">@zoe</span>'),
    ("<#C0SECRET>", '<span class="mention">#private channel</span>'),
    (
        "<!here> <!subteam^S1|@it>",
        '<span class="mention mine">@here</span> <span class="mention">@it</span>',
    ),
    ("<https://a.example/?x=1&amp;y=2|here>", '<a href="https://a.example/?x=1&amp;y=2">here</a>'),
    ("<javascript:alert(1)|press>", "<span>press</span>"),
    ("<mailto:a@b.example>", '<a href="mailto:a@b.example">a@b.example</a>'),
    ("see https://a.example/b.", 'see <a href="https://a.example/b">https://a.example/b</a>.'),
    ("ask @here", 'ask <span class="mention mine">@here</span>'),
    ("<!date^0^{nonsense}^|then>", '<time class="date">{nonsense}</time>'),
    (":no_such_emoji: 10:30:00", ":no_such_emoji: 10:30:00"),
    ("* " * 20_000, "* " * 20_000),
]


async def test_mrkdwn_is_drawn_as_slack_does(ann: Visitor) -> None:
    drawn = [(source, await ann.page.evaluate(DRAW, [source, False])) for source, _ in CASES]
    assert drawn == CASES


async def test_verbatim_text_comes_alive_only_by_tokens(ann: Visitor) -> None:
    source = "@here https://a.example *b* <@U0BOB>"
    expected = '@here https://a.example <strong>b</strong> <span class="mention">@Bob Roe</span>'
    assert await ann.page.evaluate(DRAW, [source, True]) == expected


async def test_an_emoji_has_a_name_for_those_who_do_not_see_it(ann: Visitor) -> None:
    await ann.write("Look :eyes:")
    await expect(ann.message("Look").get_by_role("img", name="eyes")).to_be_visible()


async def test_hostile_marks_cost_no_time(ann: Visitor) -> None:
    slow = """async () => {
      const { mrkdwn } = await import("/js/text/mrkdwn.js");
      const texts = ["*a ", "*_~`", "*_a ", "<", "```", "<a:", ":a", "`a ", "*_~*_~a~_*~_*"];
      const start = performance.now();
      for (const text of texts) mrkdwn(text.repeat(40_000 / text.length));
      return performance.now() - start;
    }"""
    assert await ann.page.evaluate(slow) < 3000


async def test_an_emoji_that_this_computer_has_no_picture_of_is_drawn(ann: Visitor) -> None:
    """As a sign in the text as well as by its shortcode, which apps write. Where there is a font, it is the font's."""
    await ann.slack.person("bob").say("general", "🔒 between us :lock:")
    message = ann.message("between us")
    await expect(message).to_be_visible()
    drawable = await ann.page.evaluate(
        "import('/js/text/emojifont.js').then((it) => it.canDraw('🔒'))"
    )
    drawings = await message.locator("svg.emoji-drawing").count()
    assert drawings == (0 if drawable else 2)
