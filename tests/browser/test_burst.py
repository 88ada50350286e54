"""Two hundred messages at once: drawn once a frame and not one by one, and only a window of them is in the page.

What costs time is counted, and the processor's time is taken where it has to be time: how busy the machine is says nothing.
"""

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

BURST = 200
# A drawing of the list ends by putting it into its place: changes of the list that come together are one drawing.
COUNT = """() => {
  window.counted = { drawings: 0, frames: 0, posts: 0, said: 0 };
  const list = document.querySelector("#main .log-list");
  new MutationObserver(() => (counted.drawings += 1)).observe(list, { childList: true });
  new MutationObserver(() => (counted.said += 1)).observe(document.querySelector("#live"), { childList: true });
  const frame = () => { counted.frames += 1; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  const before = window.fetch;
  window.fetch = (...call) => { counted.posts += 1; return before(...call); };
}"""


async def burst(visitor: Visitor) -> dict[str, int]:
    bob = visitor.slack.person("bob")
    await visitor.page.evaluate(COUNT)
    for number in range(BURST):
        await bob.say("general", f"Line {number}.")
    await expect(visitor.message(f"Line {BURST - 1}.")).to_be_visible()
    counted: dict[str, int] = await visitor.page.evaluate("counted")
    return counted


async def test_a_burst_is_drawn_once_a_frame(ann: Visitor) -> None:
    counted = await burst(ann)
    assert counted["drawings"] <= counted["frames"]
    assert counted["posts"] <= counted["frames"]
    assert counted["said"] <= 2 * counted["frames"]
    await expect(ann.messages).to_have_count(100)
    await expect(ann.message(f"Line {BURST - 1}.")).to_be_in_viewport()


async def test_the_whole_burst_of_one_moment_takes_no_long_frame(ann: Visitor) -> None:
    """What arrives within one frame, however much it is: the newest are drawn first, the others in the frames after it.

    Frames are held until all has come, then given one by one; of each the processor's time is taken, not the clock's."""
    devtools = await ann.page.context.new_cdp_session(ann.page)
    await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    async def spent() -> float:
        received = await devtools.send("Performance.getMetrics")
        return float(
            next(m["value"] * 1000 for m in received["metrics"] if m["name"] == "TaskDuration")
        )

    await ann.page.evaluate(
        """() => {
          window.held = [];
          window.requestAnimationFrame = (run) => held.push(run);
          window.drawings = [];
          const fresh = (changes) => changes.flatMap((one) => [...one.addedNodes]).length;
          const list = document.querySelector("#main .log-list");
          new MutationObserver((changes) => drawings.push(fresh(changes))).observe(list, { childList: true });
        }"""
    )
    bob = ann.slack.person("bob")
    for number in range(BURST):
        await bob.say("general", f"Line {number}.")
    # The stream brings them in order, whether they are drawn or not.
    arrived = "import('/js/workspace/store.js').then(({ timeline }) => timeline('C0GENERAL').messages.length)"
    await ann.page.wait_for_function(f"async () => (await {arrived}) === {BURST}", polling=50)
    assert await ann.messages.count() == 0
    costs = []
    while await ann.page.evaluate("held.length"):
        before = await spent()
        await ann.page.evaluate(
            "() => { for (const run of held.splice(0)) run(performance.now()); document.body.offsetHeight; }"
        )
        costs.append(await spent() - before)
        assert len(costs) < 20
    drawings: list[int] = await ann.page.evaluate("drawings")
    assert await ann.messages.count() == 100
    # Beside the messages there is at most a line with the day.
    assert max(drawings) <= 26
    assert len(drawings) <= len(costs)
    assert max(costs) < 100, costs


async def test_the_window_moves_with_the_reader(ann: Visitor) -> None:
    bob = ann.slack.person("bob")
    for number in range(420):
        await bob.say("long", f"Line {number}.")
    await ann.place("long").click()
    await expect(ann.message("Line 419.")).to_be_in_viewport()
    await ann.page.get_by_role("button", name="Earlier messages").click()
    for number in (270, 220, 170, 120, 70):
        # At the top more comes by itself, perhaps before somebody has pressed the button there.
        await ann.page.evaluate("document.querySelector('#main .log').scrollTop = 0")
        await expect(ann.message(f"Line {number}.")).to_be_attached()
        assert await ann.messages.count() <= 200
    # What comes meanwhile is not drawn far below, and one press leads there.
    await bob.say("long", "And a new one.")
    await ann.page.get_by_role("button", name="New messages").click()
    await expect(ann.message("And a new one.")).to_be_in_viewport()
    await expect(ann.messages).to_have_count(100)


async def test_an_announcement_leaves_when_it_is_old(ann: Visitor) -> None:
    await ann.page.clock.install()
    await ann.slack.person("bob").say("general", "Hello Ann")
    live = ann.page.locator("#live")
    await expect(ann.message("Hello Ann")).to_be_visible()
    await ann.page.clock.run_for(100)
    await expect(live).to_have_text("Bob Roe: Hello Ann")
    await ann.page.clock.run_for(10_000)
    await expect(live).to_have_text("")
