"""What a dataset added is the difference between models that differ in it alone, whatever order they came in."""

from __future__ import annotations

from hypothesis import given, strategies as st

from hiring.market.contribution import Added, Trained, added_by, shared_measure

SETS = st.frozensets(st.sampled_from("abcd"), min_size=1)
MODELS = st.lists(st.builds(Trained, datasets=SETS, reached=st.floats(0, 1)), max_size=12)


def trained(datasets: str, reached: float) -> Trained:
    return Trained(datasets=frozenset(datasets), reached=reached)


def test_it_is_measured_by_two_models_that_differ_in_it_alone() -> None:
    [added] = added_by([trained("a", 0.5), trained("ab", 0.75)])["b"]
    assert (added.reached, added.without, added.difference) == (0.75, 0.5, 0.25)


def test_models_that_differ_in_more_measure_nothing() -> None:
    assert added_by([trained("a", 0.5), trained("abc", 0.75), trained("d", 0.9)]) == {}


def test_its_course_tells_each_time_that_the_answer_changed() -> None:
    models = [trained("a", 0.5), trained("ab", 0.6), trained("ab", 0.55), trained("a", 0.7), trained("ab", 0.8)]
    assert [round(added.difference, 9) for added in added_by(models)["b"]] == [0.1, -0.1, 0.1]


def by_definition(models: list[Trained]) -> dict[str, Added]:
    """The same as the page says it: the best with a dataset beside the best of the others without it."""
    best = {datasets: max(m.reached for m in models if m.datasets == datasets) for datasets in {*map(key, models)}}
    found: dict[str, list[tuple[float, float]]] = {}
    for datasets in best:
        for dataset in datasets:
            if datasets - {dataset} in best:
                found.setdefault(dataset, []).append((best[datasets], best[datasets - {dataset}]))
    return {dataset: Added(reached=max(pairs)[0], without=max(pairs)[1]) for dataset, pairs in found.items()}


def key(model: Trained) -> frozenset[str]:
    return model.datasets


@given(MODELS)
def test_it_ends_at_what_its_definition_says_whatever_the_order(models: list[Trained]) -> None:
    for order in (models, models[::-1], sorted(models, key=lambda model: model.reached)):
        assert {dataset: course[-1] for dataset, course in added_by(order).items()} == by_definition(models)


@given(MODELS)
def test_a_dataset_in_every_model_or_in_none_is_never_measured(models: list[Trained]) -> None:
    measured = set(added_by(models))
    everywhere = frozenset.intersection(*map(key, models)) if models else frozenset()
    assert not measured & everywhere
    assert measured <= frozenset().union(*map(key, models))


@given(MODELS)
def test_a_model_no_better_than_one_of_the_same_datasets_changes_nothing(models: list[Trained]) -> None:
    worse = [Trained(datasets=model.datasets, reached=model.reached / 2) for model in models]
    assert added_by([*models, *worse]) == added_by(models)


def test_the_measure_that_most_models_state_is_compared() -> None:
    assert shared_measure([{"f1": 0.5, "macro_f1": 0.4}, {"f1": 0.6}, {"loss": 3.0}]) == "f1"
    assert shared_measure([{"f1": 0.5, "accuracy": 0.4}]) == "accuracy"
    assert shared_measure([{"accuracy": 97.0, "loss": 0.1}]) is None
    assert shared_measure([]) is None
