"""The full read as each peer is asked for it: the same customers, events and lines, in the form that each has."""

from tests.bench.reading import FULL

OURS = FULL

_RECORD = "key source recordId attributes observedAt tally identifiers { type value }"
_EVENT = "key kind channel device occurredAt record { key source } about { key name }"
_SALE = "key number status totalMinor currency occurredAt"
_LINES = "linesConnection { edges { properties { quantity priceMinor } node { key name } } }"

TUNED = f"""
query Tuned($key: ID!) {{
  profileByKey(key: $key) {{
    id version records {{ {_RECORD} }}
    tunedTimeline {{ {_EVENT} }}
    tunedTransactions {{ {_SALE} {_LINES} }}
  }}
}}
"""
_FIRST = "sort: [{timeline: DESC}], limit"
GENERATED = f"""
query Generated($key: ID!) {{
  profiles(where: {{records: {{some: {{identifiers: {{some: {{key: {{eq: $key}}}}}}}}}}}}) {{
    id version
    records {{
      {_RECORD}
      events({_FIRST}: 20) {{ {_EVENT} }}
      transactions({_FIRST}: 10) {{ {_SALE} {_LINES} }}
    }}
  }}
}}
"""
PLAIN = f"""
query Plain($key: ID!) {{
  profile(key: $key) {{
    id version records {{ {_RECORD} }}
    timeline {{ {_EVENT} }}
    transactions {{ {_SALE} lines {{ quantity priceMinor product {{ key name }} }} }}
  }}
}}
"""
