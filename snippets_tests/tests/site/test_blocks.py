"""What a reader sees at a block, in the HTML of a built site."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from snippets_tests.tests.site.synthetic import Project, exchange, fences

CLI = "databricks CLI: stand-in made from databricks-sdk 0.156.0"


@pytest.fixture(scope="module")
def page(built: Project) -> BeautifulSoup:
    return BeautifulSoup(built.html("api/clusters/index.html"), "html.parser")


def block(page: BeautifulSoup, code: str) -> Tag:
    """The block whose code contains a text."""
    found = [
        tag
        for tag in page.select("article .highlight")
        if code in tag.get_text() and not tag.find_parent(class_="lp-proof") and "lp-output" not in tag["class"]
    ]
    assert len(found) == 1
    return found[0]


def proof(page: BeautifulSoup, code: str) -> Tag:
    """The proof that belongs to a block: the next thing below it, or below its output."""
    below = block(page, code).find_next_sibling()
    assert below is not None
    if "lp-output" in below["class"]:
        below = below.find_next_sibling()
    assert isinstance(below, Tag)
    assert "lp-proof" in below["class"]
    return below


def words(tag: Tag) -> str:
    return " ".join(tag.p.get_text(" ").split()) if tag.p else ""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("first-light", "✓ Ran 0.12 s databricks-sdk 0.156.0 Evidence"),
        ("cluster.cluster_name", "✓ Ran 0.12 s Python 3.11.7 Evidence"),
        (
            "get nope",
            f"✓ Ran and failed as meant: exit code 1 0.12 s {CLI} Evidence",
        ),
        ("SELECT 1", "✓ Ran 0.12 s Spark 4.2.0 Delta Lake 4.4.0 Evidence"),
        ("spark.range", "✓ Ran 0.12 s Spark 4.2.0 Evidence"),
        ("clusters list", f"✓ Ran 0.12 s {CLI} Evidence"),
        ("quoted", "✓ Ran 0.12 s Python 3.11.7 Evidence"),
        ('"cluster_name": "x"', "✓ Valid body of clusters.create databricks-sdk 0.156.0 Evidence"),
        ("torch", "checked: types needs a GPU Evidence"),
    ],
    ids=["sdk", "tab", "expected failure", "sql", "list", "nested list", "quote", "admonition", "checked"],
)
def test_a_block_says_below_what_was_proven(page: BeautifulSoup, code: str, expected: str) -> None:
    candidates = [tag for tag in page.select("article .lp-proof") if code in _above(tag)]
    assert [expected] == [words(tag) for tag in candidates]


def _above(tag: Tag) -> str:
    above = tag.find_previous_sibling()
    if above is not None and "lp-output" in above["class"]:
        above = above.find_previous_sibling()
    return above.get_text() if above is not None else ""


@pytest.mark.parametrize(
    ("code", "container"),
    [
        ("cluster.cluster_name", ".tabbed-block"),
        ("spark.range", "ol > li"),
        ("clusters list", "ul > li"),
        ("quoted", "blockquote"),
    ],
)
def test_a_proof_stands_in_the_container_of_its_block(page: BeautifulSoup, code: str, container: str) -> None:
    proofs = [tag for tag in page.select(f"{container} .lp-proof") if code in _above(tag)]
    assert len(proofs) == 1


def test_every_block_is_shown_as_code_and_none_of_the_options_leaks(page: BeautifulSoup) -> None:
    shown = [tag for tag in page.select("article .highlight") if not tag.find_parent(class_="lp-proof")]
    # 9 blocks with a proof, 4 outputs, one drawing; the diagram is no .highlight.
    assert len(shown) == 14
    assert "```" not in page.get_text()
    assert "continuation" not in page.get_text()


def test_a_title_is_shown_above_its_block(page: BeautifulSoup) -> None:
    assert block(page, "spark.range").select_one(".filename").get_text() == "job.py"


def test_displayed_output_is_told_apart_and_has_no_copy_button(page: BeautifulSoup) -> None:
    outputs = [tag.get_text().strip() for tag in page.select("article .lp-output.no-copy")]
    assert outputs[:2] == ["State.RUNNING", "first-light"]


@pytest.mark.parametrize(
    ("words", "code", "output", "language"),
    [
        ("bash", "databricks api get /x", '{"a": 1}', "json"),
        ("bash", "databricks clusters list", "[INFO] none", "text"),
        ("http", "GET /api/2.0/x", 'HTTP/1.1 200 OK\n\n{"a": 1}', "http"),
    ],
    ids=["JSON", "text", "HTTP"],
)
def test_output_is_colored_as_what_it_is(project: Project, words: str, code: str, output: str, language: str) -> None:
    project.page("a.md", fences((words, code), ("output", output)))
    project.prove()
    assert project.build().returncode == 0
    shown = BeautifulSoup(project.html("a/index.html"), "html.parser").select_one(".lp-output")
    assert f"language-{language}" in shown["class"]
    assert shown.get_text().strip() == output


@pytest.mark.parametrize(
    ("output", "wraps"),
    [
        ("[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`shop`.`orders` cannot be found. SQLSTATE: 42P01", True),
        ("+---+\n|id |\n+---+\n|1  |\n+---+", False),
        ("ID     NAME\n1      first-light", False),
    ],
    ids=["message", "table", "columns"],
)
def test_a_message_wraps_and_a_table_scrolls(project: Project, output: str, wraps: bool) -> None:
    project.page("a.md", fences(("bash", "databricks api get /x"), ("output", output)))
    project.prove()
    assert project.build().returncode == 0
    shown = BeautifulSoup(project.html("a/index.html"), "html.parser").select_one(".lp-output")
    assert ("lp-wrap" in shown["class"]) is wraps


def test_a_diagram_keeps_its_source_and_loads_the_library_from_the_site(built: Project, page: BeautifulSoup) -> None:
    assert "a --> b" in page.select_one("pre.mermaid").get_text()
    script = page.select_one("script[src*=mermaid]")["src"]
    assert (built.root / "site/api/clusters" / script).stat().st_size > 1_000_000
    assert "mermaid" not in built.html("index.html")


def test_requests_are_folded_with_method_path_status_and_bodies(page: BeautifulSoup) -> None:
    wire = proof(page, "first-light").select_one("details.lp-wire")
    assert wire.summary.get_text() == "Over the wire: 2 requests"
    assert not wire.has_attr("open")
    calls = [" ".join(call.summary.get_text(" ").split()) for call in wire.select("li")]
    assert calls == ["POST /api/2.1/clusters/create 200", "GET /api/2.1/clusters/get 404"]
    assert wire.select("pre")[0].get_text() == '{\n  "cluster_name": "x"\n}'
    assert [tag.get_text() for tag in wire.select(".lp-status--error")] == ["404"]


def test_a_long_body_is_cut_and_says_so(project: Project) -> None:
    project.page("a.md", "```python\nprint(1)\n```\n")
    call = exchange("GET", "/api/2.1/jobs/list", None, 200, {"items": ["x" * 50] * 200}, "jobs.list")
    project.proofs["docs/a.md", 0] = {"requests": (call,)}
    project.prove()
    assert project.build().returncode == 0
    html = project.html("a/index.html")
    assert "characters more in evidence.json" in html
    assert html.count("x" * 50) < 50


def test_the_proof_links_to_its_page_on_the_evidence_page(built: Project, page: BeautifulSoup) -> None:
    assert proof(page, "first-light").p.a["href"] == "../../evidence/#api-clusters"
    assert 'id="api-clusters"' in built.html("evidence/index.html")


def test_proofs_are_left_out_of_the_search(built: Project) -> None:
    index = built.html("search/search_index.json")
    assert "WorkspaceClient" in index
    assert "Over the wire" not in index
