"""Metrics of all customers: figures by period, with their definition."""

import strawberry

from profile_service.api.types.values.enums import describe_enum
from profile_service.api.types.values.scalars import MinorUnits, Moment, SequenceNumber
from profile_service.domain.metrics.definitions import DEFINITIONS, MetricDefinition, MetricName, MetricUnit
from profile_service.domain.metrics.periods import PeriodLength
from profile_service.service.metrics import metric_desk as service
from profile_service.service.metrics.period_sums import MetricGroup

describe_enum(
    MetricName,
    "A metric of all customers; `definition` has it in full.",
    **{name.name: definition.meaning for name, definition in DEFINITIONS.items()},
)
describe_enum(
    MetricUnit,
    "What the figures of a metric are.",
    MONEY="Money: `amountMinor`, in minor units of `currency`.",
    COUNT="A count: `value`.",
    SHARE="A share from 0 to 1: `value`.",
    RATIO="A quotient of two counts: `value`.",
)
describe_enum(
    PeriodLength,
    "How long a period is. Periods are those of the calendar, in UTC.",
    DAY="Named `2026-11-29`.",
    WEEK="From Monday to Sunday, named `2026-W48` as by ISO 8601.",
    MONTH="Named `2026-11`.",
    QUARTER="Named `2026-Q4`.",
    YEAR="Named `2026`.",
)
describe_enum(
    MetricGroup,
    "What acts are split by. A customer may be in several groups, and counts as new in each.",
    CHANNEL="Channel of the order, return or contact; empty where its source gives none.",
    SOURCE="Source that it was loaded from.",
)
AT = "With everything that was committed before this moment."
SEQ = "The same as a number of the feed of changes."
SETTLED = "False where customers were merged or split while it was counted: ask again for figures that add up."


@strawberry.type(description="What a metric counts.", name="MetricDefinition")
class Definition:
    name: MetricName = strawberry.field(description="By which `metrics` takes it.")
    title: str = strawberry.field(description="How a chart or a column is called.")
    unit: MetricUnit = strawberry.field(description="What its figures are.")
    meaning: str = strawberry.field(description="What is counted, in a sentence or two.")
    source: str = strawberry.field(description="Where the definition comes from.")

    @classmethod
    def of(cls, definition: MetricDefinition) -> "Definition":
        return cls(
            name=definition.name,
            title=definition.title,
            unit=definition.unit,
            meaning=definition.meaning,
            source=definition.source,
        )


@strawberry.type(description="A figure of one period.")
class MetricPoint:
    period: str = strawberry.field(
        description="The period, such as `2026-11-29`, `2026-W48`, `2026-11`, `2026-Q4` or `2026`."
    )
    group: str | None = strawberry.field(description="Channel or source; null where figures are not split.")
    currency: str | None = strawberry.field(description="ISO 4217 code of money; null of what is no money.")
    value: float | None = strawberry.field(
        description="Count, share or ratio; null of money, where there is nothing to divide by, and of what is counted "
        "only when the period is over."
    )
    amount_minor: MinorUnits | None = strawberry.field(
        description="Money; null of what is no money, and where there is none."
    )
    is_over: bool = strawberry.field(description="Whether the period is over. If not, the figure may still change.")

    @classmethod
    def of(cls, point: service.MetricPoint, unit: MetricUnit, *, grouped: bool) -> "MetricPoint":
        number, is_money = point.value, unit is MetricUnit.MONEY
        return cls(
            period=point.period,
            group=point.group if grouped else None,
            currency=point.currency or None,
            value=None if number is None or is_money else float(number),
            amount_minor=None if number is None or not is_money else MinorUnits(int(number)),
            is_over=point.is_over,
        )


@strawberry.type(description="The figures of a metric.")
class MetricSeries:
    definition: Definition = strawberry.field(description="What is counted.")
    points: list[MetricPoint] = strawberry.field(
        description="By group, currency and period; periods in which nothing happened are there too."
    )


@strawberry.type(description="Metrics of all customers, as of one moment.")
class MetricReport:
    as_of: Moment = strawberry.field(description=AT)
    seq: SequenceNumber = strawberry.field(description=SEQ)
    is_settled: bool = strawberry.field(description=SETTLED)
    series: list[MetricSeries] = strawberry.field(description="The metrics, in the order in which they were named.")

    @classmethod
    def of(cls, report: service.MetricReport, *, grouped: bool) -> "MetricReport":
        return cls(
            as_of=Moment(report.at),
            seq=SequenceNumber(report.seq),
            is_settled=report.is_settled,
            series=[
                MetricSeries(
                    definition=Definition.of(each.definition),
                    points=[MetricPoint.of(point, each.definition.unit, grouped=grouped) for point in each.points],
                )
                for each in report.series
            ],
        )
