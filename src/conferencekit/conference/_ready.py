"""Questionnaires that are ready to be used, in English and Spanish."""

from typing import Final

from conferencekit.conference.questionnaire import (
    Option,
    Question,
    QuestionKind,
    Questionnaire,
)
from conferencekit.goals import Role

__all__ = ["READY"]


def _said(en: str, es: str) -> dict[str, str]:
    return {"en": en, "es": es}


_FAMILY: Final = Questionnaire(
    "family",
    "1",
    _said("Before we meet: your family", "Antes de la reunión: su familia"),
    Role.GUARDIAN,
    (
        Question(
            "enjoys", _said("What does your child enjoy?", "¿Con qué disfruta su hijo o hija?")
        ),
        Question(
            "strong",
            _said(
                "What is your child good at, at home and elsewhere?",
                "¿Qué se le da bien, en casa y en otros lugares?",
            ),
        ),
        Question(
            "tells",
            _said(
                "How does your child speak of school?", "¿Cómo habla su hijo o hija de la escuela?"
            ),
            QuestionKind.ONE,
            (
                Option("gladly", _said("Mostly gladly", "Casi siempre con gusto")),
                Option("mixed", _said("It depends on the day", "Depende del día")),
                Option("unwillingly", _said("Mostly unwillingly", "Casi siempre con desgana")),
                Option("hardly", _said("Hardly at all", "Casi nunca")),
            ),
        ),
        Question(
            "worries", _said("Is there anything that worries you?", "¿Hay algo que le preocupe?")
        ),
        Question(
            "topics",
            _said("What do you want to talk about?", "¿De qué quiere hablar en la reunión?"),
        ),
        Question(
            "needs",
            _said("What would make it easier for you to come?", "¿Qué le facilitaría venir?"),
            QuestionKind.SEVERAL,
            (
                Option("interpreter", _said("An interpreter", "Un intérprete")),
                Option("online", _said("To meet online", "Reunirnos en línea")),
                Option("siblings", _said("To bring other children", "Traer a otros niños")),
                Option("access", _said("A room without steps", "Una sala sin escalones")),
            ),
        ),
    ),
)

_STUDENT: Final = Questionnaire(
    "student",
    "1",
    _said("Before we meet: you", "Antes de la reunión: tú"),
    Role.STUDENT,
    (
        Question("proud", _said("What are you proud of?", "¿De qué sientes orgullo?")),
        Question("hard", _said("What is hard for you?", "¿Qué resulta difícil para ti?")),
        Question("helps", _said("What helps you learn?", "¿Qué ayuda a que aprendas?")),
        Question(
            "gladly",
            _said(
                "How gladly do you come to school, from 1 (not at all) to 5 (very gladly)?",
                "¿Con cuántas ganas vienes a la escuela, de 1 (ninguna) a 5 (muchas)?",
            ),
            QuestionKind.NUMBER,
            least=1,
            most=5,
        ),
        Question("next", _said("What do you want to learn next?", "¿Qué quieres aprender ahora?")),
        Question(
            "leads",
            _said(
                "Do you want to lead a part of the conference?",
                "¿Quieres dirigir una parte de la reunión?",
            ),
            QuestionKind.YES_NO,
        ),
    ),
)

_AFTERWARDS: Final = Questionnaire(
    "afterwards",
    "1",
    _said("After we met", "Después de la reunión"),
    Role.GUARDIAN,
    (
        Question(
            "heard", _said("Did you feel heard?", "¿Se sintió escuchado?"), QuestionKind.YES_NO
        ),
        Question(
            "clear",
            _said("Do you know what happens next?", "¿Sabe qué va a pasar ahora?"),
            QuestionKind.YES_NO,
        ),
        Question("missing", _said("What did we not talk about?", "¿De qué no hablamos?")),
    ),
)

READY: Final = (_FAMILY, _STUDENT, _AFTERWARDS)
