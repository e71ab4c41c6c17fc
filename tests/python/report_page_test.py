# SPDX-License-Identifier: Apache-2.0
"""The page of `paretile report` in a browser without a screen: does it draw, and does a selection show the
numbers of the file?"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing, contextmanager

import pytest
from report_files import ROOT, THOUSAND, map_result, paretile, toy_sweep

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: scripts/install_deps.sh --browser installs it.
pytestmark = pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="no Chromium here")

MAX_BYTES = 6_000_000  # of a page of 1,000 designs


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def opened(chromium, path, fragment="", **options):
    """The page, drawn to its end; at the end it must not have complained or asked for anything."""
    view = chromium.new_page(**{"viewport": {"width": 1280, "height": 900}, **options})
    complaints, requests = [], []
    view.on("console", lambda message: complaints.append(message.text))
    view.on("pageerror", lambda error: complaints.append(str(error)))
    view.on("request", lambda request: requests.append(request.url))
    view.goto(path.as_uri() + fragment)
    view.wait_for_selector("html[data-ready]", state="attached", timeout=60_000)
    yield view
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    view.close()


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """The toy sweep: its page, and its designs by number."""
    folder = tmp_path_factory.mktemp("toy")
    path = toy_sweep(folder)
    paretile("report", path, "-o", folder / "toy.html")
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        designs = {row["id"]: dict(row) for row in database.execute("SELECT * FROM designs")}
        for row in database.execute("SELECT * FROM layers"):
            designs[row["design"]] |= {key: row[key] for key in ("nest", "mapspace_hash")}
    return folder / "toy.html", designs


@pytest.fixture(scope="module")
def alexnet(tmp_path_factory):
    """The page of a result of `map`, and that result."""
    folder = tmp_path_factory.mktemp("alexnet")
    path = map_result(folder)
    paretile("report", path, "-o", folder / "alexnet.html")
    return folder / "alexnet.html", json.loads(path.read_text())


def selected(view):
    return int(view.get_attribute("#selection-text [data-design]", "data-design"))


def shown(view, metric):
    return float(view.get_attribute(f"#selection-text [data-metric={metric}]", "data-value"))


def to_middle(view, selector, number=0):
    """Scrolls there and waits until it is drawn, as what is far from the window is not."""
    place = view.locator(selector).nth(number).element_handle()
    view.evaluate("(place) => place.scrollIntoView({ block: 'center', behavior: 'instant' })", place)
    view.wait_for_function("(place) => !place.hasAttribute('data-stale')", arg=place)


def bars(view, section, number=0):
    """Sum of all bars of a chart, in the unit of its axis."""
    to_middle(view, f"#{section} .chart", number)
    return view.evaluate("""([section, number]) => {
        const place = document.querySelectorAll(`#${section} .chart`)[number];
        return place.data.filter((trace) => trace.type === 'bar')
          .flatMap((trace) => trace.orientation === 'h' ? trace.x : trace.y).reduce((a, b) => a + b, 0);
    }""", [section, number])


def has_all_of(view, design, of):
    """Every panel shows what the file says of the design."""
    assert selected(view) == design
    row = of[design]
    assert shown(view, "energy") == row["energy_pj"]
    assert shown(view, "latency") == row["latency_cycles"] / row["clock_hz"]
    assert shown(view, "area") == row["area_um2"]
    assert bars(view, "energy") == pytest.approx(row["energy_pj"] * 1e-3, rel=1e-12)  # nJ
    assert bars(view, "energy", 1) == pytest.approx(row["energy_pj"] * 1e-3, rel=1e-12)
    assert view.text_content("#mapping .nest") == row["nest"]
    assert row["mapspace_hash"] in view.text_content("#mapping .controls")
    settings = json.loads(row["detail"])
    facts = view.text_content("#chip .facts")
    assert f"columns{settings['columns']:g}" in facts
    assert f"compute units{row['compute_units']}" in facts
    chosen = view.locator("#designs tr[aria-selected=true]")
    assert chosen.get_attribute("data-design") == str(design)


def test_a_page_draws_every_panel_and_starts_at_the_best_design(chromium, toy):
    path, designs = toy
    with opened(chromium, path) as view:
        sections = view.eval_on_selector_all("main section", "all => all.map((each) => each.id)")
        assert sections == ["summary", "front", "parameters", "parallel", "designs", "chip", "energy", "layers",
                            "mapping", "proof", "provenance", "reproduce"]
        best = min(designs.values(), key=lambda row: (row["edp_pj_cycles"], row["id"]))
        has_all_of(view, best["id"], designs)
        for number in range(view.locator(".chart").count()):
            to_middle(view, ".chart", number)
            assert view.locator(".chart").nth(number).locator(".main-svg").count() >= 1
        assert "paretile report" in view.text_content("#reproduce")


def test_a_click_on_a_point_of_the_front_selects_its_design(chromium, toy):
    path, designs = toy
    with opened(chromium, path) as view:
        view.locator("#front select").first.select_option("area")  # no two designs have the same
        to_middle(view, "#front .chart")
        seen = set()
        for trace in (0, 1):
            places = view.locator("#front .scatterlayer .trace").filter(has=view.locator(".points path"))
            points = places.nth(trace).locator(".points path")
            numbers = view.evaluate("""(trace) => document.querySelector('#front .chart').data
                .filter((each) => each.customdata)[trace].customdata""", trace)
            assert points.count() == len(numbers) > 0
            for i in (0, len(numbers) - 1):
                to_middle(view, "#front .chart")
                box = points.nth(i).bounding_box()
                view.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
                seen.add(selected(view))
                has_all_of(view, sorted(designs)[numbers[i]], designs)
        assert len(seen) >= 3


def test_a_click_on_a_row_selects_its_design_and_so_do_keys(chromium, toy):
    path, designs = toy
    with opened(chromium, path) as view:
        for design in (0, 7, 9):
            view.click(f"#designs tr[data-design='{design}'] td >> nth=1")
            has_all_of(view, design, designs)
        view.locator("#designs tbody tr").first.focus()
        view.keyboard.press("ArrowDown")
        view.keyboard.press("Enter")
        second = int(view.locator("#designs tbody tr").nth(1).get_attribute("data-design"))
        has_all_of(view, second, designs)
        to_middle(view, "#front .chart")
        view.locator("#front .chart").focus()
        view.keyboard.press("ArrowRight")
        assert selected(view) != second
        has_all_of(view, selected(view), designs)


def line_of(view, place):
    """A point on screen where the line of parallel coordinates at that place in the drawing is alone."""
    return view.evaluate("""(place) => {
        const path = document.querySelectorAll('#parallel path.line')[place];
        const at = path.getPointAtLength(path.getTotalLength() * 0.06);
        const on = new DOMPoint(at.x, at.y).matrixTransform(path.getScreenCTM());
        return [on.x, on.y];
    }""", place)


def test_a_click_on_a_line_selects_its_design_and_a_drag_keeps_some(chromium, toy):
    path, designs = toy
    with opened(chromium, path) as view:
        to_middle(view, "#parallel .parallel")
        before = selected(view)
        view.mouse.click(*line_of(view, 0))
        assert selected(view) != before
        has_all_of(view, selected(view), designs)
        to_middle(view, "#parallel .parallel")
        axis = view.locator("#parallel .handle").first.bounding_box()  # buffer_bits: 4 values
        x = axis["x"] + axis["width"] / 2
        view.mouse.move(x, axis["y"] + axis["height"] - 9)
        view.mouse.down()
        view.mouse.move(x, axis["y"] + axis["height"] * 0.55, steps=5)
        view.mouse.up()
        small = [row for row in designs.values() if json.loads(row["detail"])["buffer_bits"] <= 4096]
        assert f"{len(small)} of 9 designs kept" in view.text_content("#parallel")
        assert view.locator("#designs tbody tr").count() == len(small) == 6
        view.click("text=clear filters")
        assert view.locator("#designs tbody tr").count() == 9


def test_an_address_names_a_design(chromium, toy):
    path, designs = toy
    with opened(chromium, path, "#design=4") as view:
        has_all_of(view, 4, designs)
        view.click("#designs tr[data-design='7'] td >> nth=1")
        assert view.evaluate("location.hash") == "#design=7"


def test_shares_of_variance_are_those_of_the_grid(chromium, toy):
    import numpy
    import pandas

    path, designs = toy
    frame = pandas.DataFrame([{**json.loads(row["detail"]), "edp": row["edp_pj_cycles"]} for row in designs.values()])
    logs = numpy.log(frame["edp"])
    expected = {name: logs.groupby(frame[name]).transform("mean").var(ddof=0) / logs.var(ddof=0)
                for name in ("buffer_bits", "columns")}
    with opened(chromium, path) as view:
        to_middle(view, "#parameters .chart")
        names, shares = view.evaluate("""() => {
            const [trace] = document.querySelector('#parameters .chart').data;
            return [trace.y, trace.x];
        }""")
        assert dict(zip(names, shares)) == pytest.approx({name: 100 * share for name, share in expected.items()})


def test_a_result_of_map_is_drawn_too(chromium, alexnet):
    path, data = alexnet
    with opened(chromium, path) as view:
        best = data["network"]["front"][data["network"]["best"]]
        assert shown(view, "energy") == best["energy_pj"]
        assert bars(view, "energy") == pytest.approx(best["energy_pj"] * 1e-9)  # mJ
        view.click("#designs tbody tr >> nth=3")
        point = data["network"]["front"][selected(view)]
        assert shown(view, "energy") == point["energy_pj"] != best["energy_pj"]
        view.select_option("#mapping select", "2")
        nest = data["layers"][2]["front"][point["choice"][2]]["mapping"]
        assert view.text_content("#mapping .nest").strip() == nest.strip()
        assert view.locator("#layers tr[aria-selected=true]").text_content().startswith(data["layers"][2]["name"])
        words = view.locator("#mapping table tbody tr").count()
        assert words >= 5 and "compute" in view.text_content("#mapping table")
        to_middle(view, "#layers .chart")
        box = view.locator("#layers .chart .bars path").first.bounding_box()
        view.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert view.locator("#layers tr[aria-selected=true]").text_content().startswith(data["layers"][0]["name"])


def luminance(view, selector):
    red, green, blue = map(float, view.evaluate(
        "(at) => getComputedStyle(document.querySelector(at)).backgroundColor.match(/[0-9.]+/g).slice(0, 3)", selector))
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255


def test_both_themes_are_the_system_s_or_the_reader_s(chromium, toy):
    path, _ = toy
    with opened(chromium, path, color_scheme="dark") as view:
        assert luminance(view, "body") < 0.15
        to_middle(view, "#front .chart")
        ink = view.evaluate("document.querySelector('#front .chart').layout.font.color")
        view.click("#theme")  # light
        assert luminance(view, "body") > 0.85
        assert view.evaluate("document.querySelector('#front .chart').layout.font.color") != ink
    with opened(chromium, path, color_scheme="light") as view:
        assert luminance(view, "body") > 0.85
        view.click("#theme")
        view.click("#theme")  # dark
        assert luminance(view, "body") < 0.15


def test_a_narrow_window_needs_no_scrolling_to_the_side(chromium, toy, alexnet):
    for path in (toy[0], alexnet[0]):
        with opened(chromium, path, viewport={"width": 360, "height": 720}) as view:
            assert view.evaluate("document.documentElement.scrollWidth") <= 360


def test_paper_is_white_and_has_all_panels(chromium, toy, tmp_path):
    path, _ = toy
    with opened(chromium, path, color_scheme="dark") as view:
        view.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert luminance(view, "html") > 0.9 or luminance(view, "body") > 0.9
        assert view.locator("[data-stale]").count() == 0
        pdf = view.pdf(format="A4", path=tmp_path / "page.pdf")
        assert pdf.count(b"/Type /Page\n") >= 4 or pdf.count(b"/Type /Page") >= 4


def test_a_thousand_designs_stay_small(chromium, tmp_path):
    sweep = tmp_path / "thousand.yaml"
    sweep.write_text(THOUSAND)
    paretile("explore", sweep, "-o", tmp_path / "thousand.db")
    paretile("report", tmp_path / "thousand.db", "-o", tmp_path / "thousand.html")
    assert (tmp_path / "thousand.html").stat().st_size < MAX_BYTES
    with opened(chromium, tmp_path / "thousand.html") as view:
        assert "1,000" in view.text_content("#summary")
        view.locator("#front select").first.select_option("area")
        to_middle(view, "#parallel .parallel")
        assert view.locator("#parallel path.line").count() == 1000


def test_designs_in_summary_and_excluded_ones_are_drawn_as_such(chromium, tmp_path):
    sweep = (ROOT / "examples" / "sweep_toy.yaml").read_text().replace("vary:", "sampling: front\nvary:")
    (tmp_path / "front.yaml").write_text(sweep)
    paretile("explore", tmp_path / "front.yaml", "-o", tmp_path / "front.db")
    paretile("report", tmp_path / "front.db", "-o", tmp_path / "front.html", "--full", "1")
    with closing(sqlite3.connect(tmp_path / "front.db")) as database:
        energies = dict(database.execute("SELECT id, energy_pj FROM designs WHERE energy_pj IS NOT NULL"))
        [(design, by)] = database.execute("SELECT design, by_design FROM excluded")
    with opened(chromium, tmp_path / "front.html") as view:
        view.click("#designs tr[data-design='7'] td >> nth=1")
        assert bars(view, "energy") == pytest.approx(energies[7] * 1e-3, rel=1e-12)
        assert "summary only" in view.text_content("#mapping")
        assert view.locator(f"#designs tr[data-design='{design}']").count() == 0
        view.click("#proof summary")
        view.click("#proof details button")
        assert selected(view) == by
