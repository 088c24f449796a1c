"""Forty ways in which offices work, written down apart from the shipped flows: what a flow must be able to say.

Each entry: what it is, its states and actions as ``flowtext`` reads them, and what else the flow has. ``RECEIPT``,
``RESULT`` and ``STOPPED`` are the ends that most of them share.
"""

from typing import Any, NamedTuple


class Workflow(NamedTuple):
    """One way of working."""

    about: str
    states: str
    actions: str
    more: dict[str, Any] = {}


RECEIPT = (
    "filed | 1 | none | receive\nreceived | 2 | run office | handle\n",
    "accept | filed > received | receive | receive\n",
)
RESULT = (
    "done | 9 | stopped | receive\nreturned | 10 | end\n",
    "hand | done > returned | receive,applicant | return_result\n",
)
STOPPED = ("stopped | 8 | end\n", "")
LARGE = {"conditions": [{"id": "large", "name": "Dự án lớn", "name_en": "Large"}]}
ASKS = {"consultation_flow": "consultation"}


def office(about: str, states: str, actions: str, *, stops: bool = False, **more: Any) -> Workflow:
    """A way of working between receipt and result; ``stops`` where it may also end without one."""
    parts = [RECEIPT, (states, actions), RESULT, *([STOPPED] if stops else [])]
    return Workflow(about, "\n".join(part[0] for part in parts), "\n".join(part[1] for part in parts), more)


WORKFLOWS: dict[str, Workflow] = {
    "one-officer": office(
        "one officer decides and signs",
        "work | 4 | run office | handle",
        "begin | received > work | handle\nsign | work > done | handle | sign_result",
    ),
    "four-eyes": office(
        "what one writes another checks before it is signed",
        "write | 4 | run office | handle\ncheck | 4 | run office | review\nsigning | 4 | run signer | sign",
        "begin | received > write | handle\nsend | write > check | handle | draft_result\nback | check > write | review\n"
        "pass | check > signing | review\nsign | signing > done | sign | sign_result",
    ),
    "ask-all": office(
        "several agencies are asked at once and all are waited for",
        "work | 4 | run office | handle\nwait | 4 | run other_agency",
        'begin | received > work | handle\nask | work > wait | handle | start_consultation | "ask" not in performed\n'
        "all | wait > work | system | | open_consultations == 0\n"
        'sign | work > done | handle | sign_result | "ask" in performed',
        **ASKS,
    ),
    "ask-first": office(
        "the first answer is enough, the others may still come",
        "work | 4 | run office | handle\nwait | 4 | run other_agency",
        'begin | received > work | handle\nask | work > wait | handle | start_consultation | "ask" not in performed\n'
        "one | wait > work | system | | open_consultations < 2\nsign | work > done | handle | sign_result",
        **ASKS,
    ),
    "ask-twice": office(
        "a second round of opinions after the first",
        "work | 4 | run office | handle\nwait | 4 | run other_agency",
        'begin | received > work | handle\nask | work > wait | handle | start_consultation | "ask" not in performed\n'
        'again | work > wait | handle | start_consultation | "ask" in performed and "again" not in performed\n'
        "all | wait > work | system | | open_consultations == 0\nsign | work > done | handle | sign_result",
        **ASKS,
    ),
    "ask-and-work": office(
        "the office goes on working while others are asked",
        "work | 4 | run office | handle",
        'begin | received > work | handle\nask | work > stay | handle | start_consultation | "ask" not in performed\n'
        "sign | work > done | handle | sign_result | open_consultations == 0",
        **ASKS,
    ),
    "silent-opinion": Workflow(
        "an agency that says nothing agrees",
        "asked | 4 | run other_agency | consult\nsaid | 9 | end\nsilent | 9 | end\ngone | 8 | end",
        "answer | asked > said | consult | answer\nlapse | asked > silent | system | | | due\ncancel | asked > gone | system",
        {"child": True},
    ),
    "back-anywhere": office(
        "whoever has it may send it back to any earlier step",
        "one | 4 | run office | first\ntwo | 4 | run office | second\nthree | 4 | run office | third\nsigning | 4 | run signer | sign",
        "begin | received > one | handle\nto_two | one > two | first\nto_three | two > three | second\nto_sign | three > signing | third\n"
        "from_two | two > one | second\nthree_one | three > one | third\nthree_two | three > two | third\n"
        "sign_one | signing > one | sign\nsign_two | signing > two | sign\nsign_three | signing > three | sign\n"
        "sign | signing > done | sign | sign_result",
    ),
    "back-once": office(
        "it may be sent back only once",
        "work | 4 | run office | handle\nsigning | 4 | run signer | sign",
        "begin | received > work | handle\nsend | work > signing | handle | draft_result\n"
        'back | signing > work | sign | | "back" not in performed\nsign | signing > done | sign | sign_result',
    ),
    "silence-agrees": office(
        "im lặng là đồng ý: without an answer in time the request is granted",
        "work | 4 | run office | handle",
        "begin | received > work | handle\nobject | work > stopped | handle | stop\nagree | work > done | handle | sign_result\n"
        "silence | work > done | system | sign_result | | due",
        stops=True,
    ),
    "silence-refuses": office(
        "without an answer in time the request has failed",
        "work | 4 | run office | handle",
        "begin | received > work | handle\nagree | work > done | handle | sign_result\nsilence | work > stopped | system | stop | | due",
        stops=True,
    ),
    "papers-once": office(
        "missing papers are asked for once",
        "work | 4 | run office | handle\nask | 5 | pause applicant",
        'begin | received > work | handle\nrequest | work > ask | handle | request_supplement | "request" not in performed\n'
        "send | ask > work | applicant,receive | accept_supplement\nsign | work > done | handle | sign_result",
    ),
    "papers-often": office(
        "missing papers are asked for as often as needed",
        "work | 4 | run office | handle\nask | 5 | pause applicant",
        "begin | received > work | handle\nrequest | work > ask | handle | request_supplement\n"
        "send | ask > work | applicant | accept_supplement\nsign | work > done | handle | sign_result",
    ),
    "papers-lapse": office(
        "who sends nothing within thirty days has given up",
        "work | 4 | run office | handle\nask | 5 | pause applicant",
        'begin | received > work | handle\nrequest | work > ask | handle | request_supplement | "request" not in performed\n'
        "send | ask > work | applicant | accept_supplement\nlapse | ask > stopped | system | stop | | after 30 days\n"
        "sign | work > done | handle | sign_result",
        stops=True,
    ),
    "pay-first": office(
        "nothing is done before the fee is paid",
        "due | 6 | pause applicant\nwork | 4 | run office | handle",
        "bill | received > due | handle | request_payment\npaid | due > work | handle,applicant | record_payment\n"
        "sign | work > done | handle | sign_result | fee_due == 0",
    ),
    "pay-twice": office(
        "a fee for the examination and another for the result",
        "due | 6 | pause applicant\nwork | 4 | run office | handle\ndue_again | 6 | pause applicant\nlast | 4 | run office | handle",
        "bill | received > due | handle | request_payment\npaid | due > work | applicant | record_payment\n"
        "bill_again | work > due_again | handle | request_payment\npaid_again | due_again > last | applicant | record_payment\n"
        "sign | last > done | handle | sign_result",
    ),
    "pay-or-lapse": office(
        "an unpaid fee ends the case after ten working days",
        "due | 6 | pause applicant\nwork | 4 | run office | handle",
        "bill | received > due | handle | request_payment\npaid | due > work | applicant | record_payment\n"
        "unpaid | due > stopped | system | stop | | after 10 working_days\nsign | work > done | handle | sign_result",
        stops=True,
    ),
    "visit-if-large": office(
        "a visit only where the answers ask for one",
        "work | 4 | run office | handle\nvisit | 4 | run office | inspect",
        'begin | received > work | handle\ngo | work > visit | handle | | large and "report" not in performed\n'
        'report | visit > work | inspect\nsign | work > done | handle | sign_result | not large or "report" in performed',
        **LARGE,
    ),
    "visits-until-good": office(
        "visits are repeated until the defects are gone",
        "visit | 4 | run office | inspect\nmend | 5 | pause applicant\nwork | 4 | run office | handle",
        "begin | received > visit | handle\ndefects | visit > mend | inspect | request_supplement\nmended | mend > visit | applicant\n"
        "good | visit > work | inspect\nsign | work > done | handle | sign_result",
    ),
    "visits-each-quarter": office(
        "supervision: a visit each quarter until the site is closed",
        "rest | 4 | pause system\nvisit | 4 | run office | inspect",
        "begin | received > rest | handle\nquarter | rest > visit | system | | | after 90 days\nreport | visit > rest | inspect\n"
        "close | visit > done | inspect | sign_result",
    ),
    "appeal": office(
        "the applicant may appeal; another stage decides anew",
        "work | 4 | run office | handle\nsaid | 5 | pause applicant\nhigher | 4 | run office | appeal",
        "begin | received > work | handle\ndecide | work > said | handle | draft_result\n"
        'up | said > higher | applicant | | "up" not in performed\nquiet | said > stopped | system | stop | | after 30 days\n'
        "overturn | higher > work | appeal\nuphold | higher > done | appeal | sign_result",
        stops=True,
    ),
    "appeal-twice": office(
        "two instances above the first",
        "work | 4 | run office | handle\nfirst | 5 | pause applicant\nsecond | 4 | run office | appeal\nlast | 5 | pause applicant\n"
        "third | 4 | run office | court",
        "begin | received > work | handle\ndecide | work > first | handle | draft_result\nappeal | first > second | applicant\n"
        "uphold | second > last | appeal\nagain | last > third | applicant\nend_one | first > stopped | system | stop | | after 30 days\n"
        "end_two | last > stopped | system | stop | | after 30 days\nfinal | third > done | court | sign_result",
        stops=True,
    ),
    "mediation": office(
        "two hearings at most, then the case ends either way",
        "prepare | 4 | run office | handle\nhearing | 4 | run office | panel",
        "begin | received > prepare | handle\nhear | prepare > hearing | handle\nagreed | hearing > done | panel | sign_result\n"
        'postpone | hearing > prepare | panel | | "postpone" not in performed\nfailed | hearing > stopped | panel | stop',
        stops=True,
    ),
    "public-notice": office(
        "fifteen days of public notice; an objection goes to an examiner",
        "notice | 4 | run office\nwork | 4 | run office | handle\nexamine | 4 | run office | review",
        "post | received > notice | handle\nobjection | notice > examine | system,review\nquiet | notice > work | system | | | after 15 days\n"
        "answered | examine > work | review\nsign | work > done | handle | sign_result",
    ),
    "waiting-list": office(
        "a place is offered; who does not take it goes back on the list",
        "listed | 4 | run office | handle\noffered | 5 | pause applicant\nenrol | 4 | run office | handle",
        "list | received > listed | handle\noffer | listed > offered | handle\ndecline | offered > listed | applicant\n"
        "missed | offered > listed | system | | | after 7 days\ntake | offered > enrol | applicant\nsign | enrol > done | handle | sign_result",
    ),
    "two-agencies": office(
        "the commune checks, the province decides, both hand over",
        "here | 4 | run office | handle\nsent | 4 | run office | receive_above\nabove | 4 | run office | decide_above",
        "begin | received > here | handle\nsend | here > sent | handle\nrefuse_it | sent > here | receive_above\ntake | sent > above | receive_above\n"
        "sign | above > done | decide_above | sign_result",
    ),
    "levels-by-size": office(
        "small ones end with the head, large ones go up to the leader",
        "work | 4 | run office | handle\nhead | 4 | run office | review\nleader | 4 | run signer | sign",
        "begin | received > work | handle\nsend | work > head | handle | draft_result\nsmall | head > done | review | sign_result | not large\n"
        "up | head > leader | review | | large\nsign | leader > done | sign | sign_result | large",
        **LARGE,
    ),
    "fast-lane": office(
        "what is filed at the counter is decided at once",
        "work | 4 | run office | handle",
        'begin | received > work | handle\nat_once | work > done | receive | sign_result | channel == "counter"\n'
        'sign | work > done | handle | sign_result | channel != "counter"',
    ),
    "committee": office(
        "members are asked, then the committee meets and its chair signs",
        "work | 4 | run office | handle\nasked | 4 | run other_agency\nmeeting | 4 | run office | panel\nsigning | 4 | run signer | sign",
        "begin | received > work | handle\nask | work > asked | handle | start_consultation\nmeet | asked > meeting | system | | open_consultations == 0\n"
        'adjourn | meeting > work | panel | | "adjourn" not in performed\nvoted | meeting > signing | panel | draft_result\n'
        "sign | signing > done | sign | sign_result",
        **ASKS,
    ),
    "exam": office(
        "an examination that may be sat again once",
        "called | 4 | run office | panel\nreceived_again | 4 | run office | handle",
        "call | received > called | handle\npassed | called > done | panel | sign_result\n"
        'again | called > received_again | panel | | "again" not in performed\nfailed | called > stopped | panel | stop | "again" in performed\n'
        "recall | received_again > called | handle",
        stops=True,
    ),
    "proof-first": office(
        "the applicant reads the proof before it is signed",
        "work | 4 | run office | handle\nproof | 5 | pause applicant\nready | 4 | run office | handle\nsigning | 4 | run signer | sign",
        "begin | received > work | handle\nshow | work > proof | handle | draft_result\nwrong | proof > work | applicant\nright | proof > ready | applicant\n"
        "pass | ready > signing | handle\nsign | signing > done | sign | sign_result",
    ),
    "provisional": office(
        "a provisional permit first, the final one after a trial",
        "work | 4 | run office | handle\ntrial | 4 | pause applicant\nsecond | 4 | run office | handle",
        "begin | received > work | handle\nprovisional | work > trial | handle | draft_result\nover | trial > second | system | | | after 180 days\n"
        "reports | trial > second | applicant\nsign | second > done | handle | sign_result\nrevoke | second > stopped | handle | stop",
        stops=True,
    ),
    "withdraw-anywhere": office(
        "the applicant may take it back wherever it is, the office may stop it",
        "work | 4 | run office | handle\nsigning | 4 | run signer | sign\nwithdrawn | 7 | end",
        "begin | received > work | handle\nsend | work > signing | handle | draft_result\nsign | signing > done | sign | sign_result\n"
        "take_back | filed,received,work,signing > withdrawn | applicant,receive | withdraw\nstop | received,work > stopped | handle | stop",
        stops=True,
    ),
    "extend-once": office(
        "one apology with a new date",
        "work | 4 | run office | handle",
        'begin | received > work | handle\nextend | work > stay | handle | extend_once | "extend" not in performed\nsign | work > done | handle | sign_result',
    ),
    "machine-first": office(
        "what the machine can decide it decides; the rest goes to a person",
        "easy_done | 4 | run office | receive\nwork | 4 | run office | handle",
        "easy | received > easy_done | system | | not large\nbegin | received > work | handle | | large\nsign | work > done | handle | sign_result\n"
        "issue | easy_done > done | receive | sign_result",
        **LARGE,
    ),
    "sorted-by-answers": office(
        "the answers decide which office has it",
        "sorting | 4 | run system\nlarge_work | 4 | run office | province\nsmall_work | 4 | run office | commune",
        "begin | received > sorting | handle\nto_province | sorting > large_work | system | | large\nto_commune | sorting > small_work | system | | not large\n"
        "sign_up | large_work > done | province | sign_result\nsign_down | small_work > done | commune | sign_result",
        **LARGE,
    ),
    "two-signatures": office(
        "two sign in any order; with both it is done",
        "signing | 4 | run signer | sign",
        'begin | received > signing | handle\none | signing > stay | sign | | "one" not in performed\ntwo | signing > stay | second | | "two" not in performed\n'
        'both | signing > done | system | sign_result | "one" in performed and "two" in performed',
    ),
    "two-of-three": office(
        "two of three reviewers are enough",
        "reviews | 4 | run office | a",
        'begin | received > reviews | handle\nby_a | reviews > stay | a | | "by_a" not in performed\nby_b | reviews > stay | b | | "by_b" not in performed\n'
        'by_c | reviews > stay | c | | "by_c" not in performed\nenough | reviews > done | system | sign_result | '
        '("by_a" in performed and "by_b" in performed) or ("by_b" in performed and "by_c" in performed) or ("by_a" in performed and "by_c" in performed)',
    ),
    "rises-when-late": office(
        "what is late goes to the leader",
        "work | 4 | run office | handle\nleader | 4 | run signer | sign",
        "begin | received > work | handle\nsign | work > done | handle | sign_result\nlate | work > leader | system | | | due\n"
        'give_back | leader > work | sign | | "give_back" not in performed\ndecide | leader > done | sign | sign_result',
    ),
    "suspended": office(
        "the case rests while a court decides",
        "work | 4 | run office | handle\ncourt | 4 | pause other_agency | handle",
        "begin | received > work | handle\nrest | work > court | handle\nresume | court > work | handle\nsign | work > done | handle | sign_result\n"
        "void | court > stopped | handle | stop",
        stops=True,
    ),
    "hand-on": office(
        "an officer hands the task to another",
        "work | 4 | run office | handle",
        "begin | received > work | handle\nforward | work > stay | handle | forward\nsign | work > done | handle | sign_result",
    ),
    "complete-first": office(
        "an incomplete dossier is completed before it is received, or refused",
        "incomplete | 5 | none\nrefused | 3 | end\nwork | 4 | run office | handle",
        "ask | filed > incomplete | receive | request_supplement\ncomplete | incomplete > received | applicant | accept_supplement receive\n"
        "refuse | filed > refused | receive | refuse\nbegin | received > work | handle\nsign | work > done | handle | sign_result",
    ),
    "visit-and-fee": office(
        "a visit and a payment in either order, both before the decision",
        "work | 4 | run office | handle",
        'begin | received > work | handle\nbill | work > stay | handle | request_payment | "bill" not in performed\n'
        'paid | work > stay | applicant,receive | record_payment | fee_due > 0\nreport | work > stay | inspect | | "report" not in performed\n'
        'sign | work > done | handle | sign_result | "report" in performed and "bill" in performed and fee_due == 0',
    ),
}  # fmt: skip
