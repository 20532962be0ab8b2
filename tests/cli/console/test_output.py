"""What commands print: data on standard output, sentences on standard error."""

import json

import pytest

from profile_service.cli.console.output import PageEnd, print_json, print_lines, say, to_the_second


def test_data_and_sentences_go_separate_ways(capsys: pytest.CaptureFixture[str]) -> None:
    print_lines(["[bold]a[/bold] :smile:"])
    say("[red]b")

    out, err = capsys.readouterr()
    assert (out, err) == ("[bold]a[/bold] :smile:\n", "[red]b\n")


def test_json_is_one_line_whatever_the_width(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"text": "Zoë\n" * 100, "of": [1, None]}

    print_json(value)

    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == value


def test_only_a_page_with_a_following_one_says_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    PageEnd(has_next=False, cursor="abc").say()
    PageEnd(has_next=True, cursor="abc").say()

    assert capsys.readouterr().err == "There are more: add --after abc\n"
    assert PageEnd(has_next=True, cursor="abc").data() == {"hasNextPage": True, "endCursor": "abc"}


def test_times_read_well() -> None:
    assert [to_the_second(time) for time in ("2026-11-22T16:58:35.000000Z", None)] == ["2026-11-22 16:58:35", ""]
