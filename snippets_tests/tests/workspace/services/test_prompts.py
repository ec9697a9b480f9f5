"""The prompt registry in Unity Catalog, through MLflow's own client."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from databricks.sdk import WorkspaceClient

from snippets_tests.tests.workspace.services.mlflow_client import mlflow
from snippets_tests.workspace import Tenant

pytestmark = pytest.mark.filterwarnings("ignore")
__all__ = ["mlflow"]
NAME = "main.default.summary"


@pytest.fixture
def two(mlflow: ModuleType) -> ModuleType:
    """MLflow, with a prompt of two versions."""
    mlflow.genai.register_prompt(NAME, "Sum up: {{text}}", commit_message="first", tags={"team": "support"})
    mlflow.genai.register_prompt(NAME, "In {{n}} words: {{text}}", commit_message="shorter")
    return mlflow


def test_a_prompt_has_versions_with_templates(two: ModuleType) -> None:
    first, second = (two.genai.load_prompt(f"prompts:/{NAME}/{number}") for number in (1, 2))
    assert (first.template, first.commit_message) == ("Sum up: {{text}}", "first")
    assert second.format(n=5, text="a story") == "In 5 words: a story"
    assert first.tags["team"] == "support" and second.variables == {"n", "text"}
    found = two.MlflowClient().search_prompt_versions(NAME)
    assert [version.version for version in found] == [2, 1]


def test_a_chat_prompt_comes_back_as_messages(mlflow: ModuleType) -> None:
    template = [{"role": "system", "content": "Be {{tone}}."}, {"role": "user", "content": "{{question}}"}]
    mlflow.genai.register_prompt(NAME, template)
    assert mlflow.genai.load_prompt(f"prompts:/{NAME}/1").format(tone="kind", question="Why?") == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Why?"},
    ]


def test_an_alias_means_one_version_at_a_time(two: ModuleType) -> None:
    for version in (1, 2):
        two.genai.set_prompt_alias(NAME, "production", version)
        assert two.genai.load_prompt(f"prompts:/{NAME}@production").version == version
    assert two.genai.load_prompt(f"prompts:/{NAME}/2", cache_ttl_seconds=0).aliases == ["production"]
    two.genai.delete_prompt_alias(NAME, "production")
    assert two.MlflowClient().get_prompt_version_by_alias(NAME, "production") is None


def test_an_alias_like_a_version_is_refused(two: ModuleType) -> None:
    with pytest.raises(two.MlflowException, match="v1"):
        two.MlflowClient()._get_registry_client().store.set_prompt_alias(NAME, "v1", "1")


def test_an_unknown_version_is_refused(two: ModuleType) -> None:
    with pytest.raises(two.MlflowException, match="does not exist"):
        two.genai.set_prompt_alias(NAME, "production", 3)
    assert two.genai.load_prompt(f"prompts:/{NAME}/3", allow_missing=True) is None


def test_tags_are_of_the_prompt_or_of_a_version(two: ModuleType) -> None:
    client = two.MlflowClient()
    client.set_prompt_tag(NAME, "owner", "ada")
    client.set_prompt_version_tag(NAME, "2", "score", "0.9")
    assert client.get_prompt(NAME).name == NAME
    assert two.genai.load_prompt(f"prompts:/{NAME}/2").tags["score"] == "0.9"
    client.delete_prompt_version_tag(NAME, "2", "score")
    assert "score" not in two.genai.load_prompt(f"prompts:/{NAME}/2").tags
    client.delete_prompt_tag(NAME, "owner")
    with pytest.raises(two.MlflowException, match="Tag 'owner' does not exist"):
        client.delete_prompt_tag(NAME, "owner")


def test_prompts_of_a_schema_are_found(two: ModuleType) -> None:
    two.genai.register_prompt("main.default.answer", "{{q}}", tags={"team": "sales"})
    place = "catalog = 'main' AND schema = 'default'"

    def found(more: str = "") -> list[str]:
        return [prompt.name for prompt in two.genai.search_prompts(place + more)]

    assert found() == ["main.default.answer", NAME]
    assert found(" AND name = 'summary'") == [NAME]
    assert found(" AND name LIKE 'an%'") == ["main.default.answer"]
    assert found(" AND tags.team = 'sales'") == ["main.default.answer"]
    with pytest.raises(two.MlflowException, match="Invalid filter"):
        found(" AND color = 'red'")


def test_a_prompt_with_versions_stays(two: ModuleType, w: WorkspaceClient) -> None:
    client = two.MlflowClient()
    with pytest.raises(two.MlflowException, match="undeleted versions"):
        client.delete_prompt(NAME)
    for version in ("1", "2"):
        client.delete_prompt_version(NAME, version)
    client.delete_prompt(NAME)
    assert client.get_prompt(NAME) is None


def test_a_dropped_schema_takes_its_prompts_with_it(two: ModuleType, w: WorkspaceClient) -> None:
    w.schemas.create("notes", "main")
    two.genai.register_prompt("main.notes.one", "{{q}}")
    w.schemas.delete("main.notes")
    w.schemas.create("notes", "main")
    assert two.MlflowClient().get_prompt("main.notes.one") is None


def test_who_may_not_create_functions_makes_no_prompt(
    two: ModuleType, tenant: Tenant, client_of: Callable[..., WorkspaceClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = client_of("bob@example.com")
    for name, privilege in (("main", "USE_CATALOG"), ("main.default", "USE_SCHEMA")):
        tenant.metastore.grant("bob@example.com", [privilege], "SCHEMA" if "." in name else "CATALOG", name)
    monkeypatch.setenv("DATABRICKS_TOKEN", str(bob.config.token))
    with pytest.raises(two.MlflowException, match="CREATE FUNCTION"):
        two.genai.register_prompt("main.default.mine", "{{q}}")
    with pytest.raises(two.MlflowException, match="EXECUTE"):
        two.genai.load_prompt(f"prompts:/{NAME}/1", cache_ttl_seconds=0)


def test_a_name_of_one_level_is_refused(mlflow: ModuleType) -> None:
    with pytest.raises(mlflow.MlflowException, match="all three levels"):
        mlflow.genai.register_prompt("summary", "{{q}}")
