"""English words for telling of somebody, and for whom something is done."""

from typing import Any, Final

from core.understanding import tags
from core.understanding.languages import flags

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.LAST_TIME: flags("""
            last time | the last time | the other day | previously | yesterday | last visit
        """),
    tags.WANTED_AGAIN: flags("""
            her | him | again | amazing | great | good | nice | best | excellent | perfect |
            fantastic | loved | love | lovely | awesome | happy | who | free |
            available | recommended | wonderful | brilliant
        """),
    tags.BEING: flags("is | was | were | gets | so | too | very | always | really | she's | he's"),
    tags.FAULT: flags("""
            late | rude | careless | rough | slow | harsh | mean | bad | unfriendly | lazy |
            rushed | unprofessional | terrible | awful | horrible | painful
        """),
    tags.NO: flags("no"),
    tags.BEHALF: flags("""
            wants | needs | would like | would love | is coming | will come | will be coming |
            on behalf of
        """),
}
# Behind somebody: what that person did.
TELLING: Final = r"""
    was | were | wasn't | wasnt | did | didn't | didnt | had | made | kept | told | gave | burnt
    | burned | went | came | never | canceled | cancelled | hurt | ruined | spoiled | spoilt
    | messed | delayed | left | took | arrived | pulled | overcharged
"""
