"""What a brief says around people's own words, in English and Spanish."""

from collections.abc import Mapping
from typing import Final

from conferencekit.assessment import Text

__all__ = ["PHRASES"]


def _said(en: str, es: str) -> Text:
    return Text({"en": en, "es": es})


PHRASES: Final[Mapping[str, Text]] = {
    "circumstances": _said("Told in confidence", "Dicho en confianza"),
    "answers": _said("What was answered before", "Lo que se respondió antes"),
    "strengths": _said("Strengths", "Fortalezas"),
    "to-work-on": _said("To work on", "Por trabajar"),
    "domains": _said("The whole picture", "La imagen completa"),
    "growth": _said("Growth", "Progreso"),
    "views": _said("Where views differ", "Dónde difieren las miradas"),
    "goals": _said("Goals", "Metas"),
    "steps": _said("Steps", "Pasos"),
    "support": _said("Support", "Apoyo"),
    "effect": _said("What came after support changed", "Qué vino tras cambiar el apoyo"),
    "follow-ups": _said("Promises still open", "Promesas pendientes"),
    "check-ins": _said("Families to speak with", "Familias con quienes hablar"),
    "answered": _said("{what} {value}", "{what} {value}"),
    "more": _said("and {count} more", "y {count} más"),
    "value": _said("{what}: {value}", "{what}: {value}"),
    "of-most": _said("{value} of {most}", "{value} de {most}"),
    "percent": _said("{value} %", "{value} %"),
    "from-to": _said("{what}: {before}, then {after}", "{what}: {before}, luego {after}"),
    "rising": _said("{said}; rising", "{said}; en alza"),
    "falling": _said("{said}; falling", "{said}; en baja"),
    "view": _said("{who}: {value}", "{who}: {value}"),
    "teacher": _said("school", "escuela"),
    "student": _said("student", "estudiante"),
    "family": _said("family", "familia"),
    "home": _said("{who} ({names})", "{who} ({names})"),
    "peer": _said("other students", "compañeros"),
    "measured": _said("{what}: {value} of {target} {unit}", "{what}: {value} de {target} {unit}"),
    "reached": _said("{what}: {done} of {all} milestones", "{what}: {done} de {all} hitos"),
    "proposed": _said("{said} (proposed)", "{said} (propuesta)"),
    "due": _said("{said}, by {day}", "{said}, hasta el {day}"),
    "overdue": _said("{said}, overdue since {day}", "{said}, atrasado desde el {day}"),
    "by": _said("{said} ({who})", "{said} ({who})"),
    "need": _said("Needs: {what}", "Necesita: {what}"),
    "given": _said(
        "{what}: {minutes} minutes, {times} times in {days} days",
        "{what}: {minutes} minutos, {times} veces en {days} días",
    ),
    "slope": _said(
        "{what}, since {day}: {change} a week ({low} to {high})",
        "{what}, desde el {day}: {change} por semana (de {low} a {high})",
    ),
    "no-slope": _said(
        "{what}, since {day}: too few measurements to tell",
        "{what}, desde el {day}: faltan mediciones para saberlo",
    ),
    "no-proof": _said(
        "A difference before and after a change is no proof that the change made it.",
        "Una diferencia antes y después de un cambio no prueba que el cambio la causara.",
    ),
    "not-spoken": _said("{who}: not spoken with for {days} days", "{who}: {days} días sin hablar"),
    "tried": _said("{said}; tries in vain: {count}", "{said}; intentos en vano: {count}"),
    "then": _said("{said}. {what}", "{said}. {what}"),
    "add-check-in": _said("Speak with the family sooner", "Hablar antes con la familia"),
    "review-support": _said("Look at the support again", "Revisar el apoyo"),
    "review-goals": _said("Look at the goals again", "Revisar las metas"),
    "move-conference": _said("Offer another conference time", "Ofrecer otra hora de reunión"),
    "academic": _said("Learning", "Aprendizaje"),
    "social-emotional": _said("Social and emotional", "Social y emocional"),
    "well-being": _said("Well-being", "Bienestar"),
    "topic-bereavement": _said("Bereavement", "Duelo"),
    "topic-health": _said("Health", "Salud"),
    "topic-illness": _said("Illness in the family", "Enfermedad en la familia"),
    "topic-medication": _said("Medication", "Medicación"),
    "topic-moving": _said("Moving house", "Mudanza"),
    "topic-separation": _said("Separation", "Separación"),
    "topic-transport": _said("Getting to school", "Transporte"),
    "topic-work-shift": _said("Changed working hours", "Cambio de horario de trabajo"),
    "yes": _said("yes", "sí"),
    "no": _said("no", "no"),
}
"""By key; what stands in braces is put in. A school can put others in their place, and add those
of its own topics of circumstances, such as ``topic-fire``."""
