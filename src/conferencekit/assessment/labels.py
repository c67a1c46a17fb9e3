"""By what the policy of access decides about a child's assessments."""

from typing import Final

from conferencekit._kinds import kinds_checked
from conferencekit.assessment.assessment import Assessment, AssessmentState, Perspective
from conferencekit.privacy import Audience, Audiences, Label
from conferencekit.school import School

__all__ = ["home_of", "label_of_assessment"]

_AUDIENCES: Final = Audiences()


@kinds_checked
def label_of_assessment(
    assessment: Assessment, school: School, audiences: Audiences | None = None
) -> Label:
    """The label by which the policy of access decides about an assessment.

    What a family says is between the school and the household in which its author is a guardian of
    the student; the first where there are several. What is not published is for the staff; so is
    what a family says of a student in none of whose households its author is a guardian.

    Args:
        assessment: The assessment.
        school: Who belongs to which household.
        audiences: For whom the school keeps assessments.
    """
    household = home_of(assessment, school)
    audience: Audience = getattr(audiences or _AUDIENCES, assessment.perspective.value)
    unknown = assessment.perspective is Perspective.FAMILY and household is None
    if assessment.state is not AssessmentState.PUBLISHED or unknown:
        audience = Audience.STAFF
    return Label(
        kind="assessment",
        id=assessment.id,
        students=(assessment.student,),
        author=assessment.assessor,
        at=assessment.at,
        audience=audience,
        household=household,
    )


def home_of(assessment: Assessment, school: School) -> str | None:
    """The household of the student from which something was said; None where it was from none.

    The first in which its author is a guardian, where there are several.
    """
    if assessment.perspective is not Perspective.FAMILY:
        return None
    return school.home_of(assessment.student, assessment.assessor)
