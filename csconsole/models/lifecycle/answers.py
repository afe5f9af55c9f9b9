"""What kind of answer each needed field of a step takes: a code, yes or no, a department, several lines."""

from typing import Final

CODES: Final = {
    "park_reason": "park_reason",
    "aspect": "satisfaction_aspect",
    "satisfaction": "complaint_satisfaction",
    "level": "complaint_level",
    "cause": "complaint_cause",
    "complaint_type": "complaint_type",
    "complaint_object": "complaint_object",
    "contact_way": "contact_way",
    "signed_way": "signed_way",
}
"""Fields that are chosen from a code list."""

MANY_CODES: Final = {"standards": "complaint_standard", "checks": "rectification_check"}
"""Fields of which several codes of a list are ticked."""

YES_NO: Final = frozenset(
    {
        "customer_informed",
        "apologised",
        "time_asked",
        "plan_told",
        "written",
        "beyond_authority",
        "harm_continues",
        "mass",
        "media",
        "refuses_payment",
    }
)
MUST_BE_YES: Final = frozenset({"plan_told"})
"""Answers that count as given only when they are yes."""

DEPARTMENTS: Final = frozenset({"department", "responsible_department", "about_department"})
TIMES: Final = frozenset({"review_at", "wanted_at", "ends_at", "due"})
LONG: Final = frozenset(
    {
        "work_result",
        "feedback",
        "demand",
        "explanation",
        "finding",
        "options",
        "instruction",
        "measure",
        "corrective",
        "lesson",
        "answer",
        "advice",
        "content",
        "results",
        "new_fact",
    }
)
"""Fields of several lines."""

OPTIONAL: Final[dict[str, tuple[str, ...]]] = {
    "receive": ("company", "told_cause", "product", "complaint_object", "about_department"),
    "establish": ("wanted_at", "harm_continues", "beyond_authority", "refuses_payment"),
    "implement": ("signed_way", "customer_option", "compensation"),
    "feedback": ("aspect", "signer", "signed_way"),
    "satisfied": ("aspect", "signed_way"),
    "override": ("aspect",),
}
"""Fields that a step takes when they are known."""
