"""Business forms 表单 as data: definitions in ``data/forms``, records with fields, states and signatures
(FRM-01, FRM-02). So far there is one: the compensation claim (FRM-15).
"""

from csconsole.services.forms.definition import (
    FormDefinition,
    FormField,
    FormStep,
    definition_of,
    definitions,
)
from csconsole.services.forms.records import FormRow, list_forms, open_form, print_form, show_form
from csconsole.services.forms.steps import fill_form, forms_to_sign, take_form

__all__ = [
    "FormDefinition",
    "FormField",
    "FormRow",
    "FormStep",
    "definition_of",
    "definitions",
    "fill_form",
    "forms_to_sign",
    "list_forms",
    "open_form",
    "print_form",
    "show_form",
    "take_form",
]
