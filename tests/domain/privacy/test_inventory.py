"""Entries of the inventory: which properties an export has."""

from profile_service.domain.privacy.inventory import ErasureVerdict, InventoryEntry, PropertyGroup


def test_exported_properties_are_those_of_groups_that_are_not_left_out() -> None:
    shown = PropertyGroup(("a", "b"), ErasureVerdict.DELETE, "hers", None)
    hidden = PropertyGroup(("c",), ErasureVerdict.KEEP, "a mark", "tells nothing")
    entry = InventoryEntry("Label", ErasureVerdict.DELETE, "hers", "too long", (shown, hidden))
    assert entry.exported_names() == {"a", "b"}
    assert list(entry.property_names()) == ["a", "b", "c"]
    assert (entry.is_exported, shown.is_exported, hidden.is_exported) == (False, True, False)
