"""Sums of samples that several workers tell."""

from profile_service.service.workers.metric_sums import samples_of, samples_text, sums

_GRAPHQL = (("place", "/graphql"), ("status", "200"))


def test_samples_are_summed_by_name_and_labels() -> None:
    one = {("requests", _GRAPHQL): 3.0, ("statements", ()): 5.0}
    other = {("requests", _GRAPHQL): 4.0, ("requests", (("place", "/"),)): 1.0}
    told = [samples_of(samples_text(each)) for each in (one, other)]
    assert sums(told) == {
        ("requests", _GRAPHQL): 7.0,
        ("requests", (("place", "/"),)): 1.0,
        ("statements", ()): 5.0,
    }
    assert samples_of(b"") == {}
