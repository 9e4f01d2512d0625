"""Draws the workflows from their tables: docs/pictures/workflow-*.svg, and the tables in docs/procedure.md.

With --check, fails when a file is not what the tables say.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from market.pairings import labels
from market.pairings.duties import SEPARATED, Duty, Role
from market.pairings.models import PairingState as State
from market.pairings.models import Track
from market.pairings.wording import PRIVATE_WAY, PUBLIC_WAY
from market.pairings.workflow import ENDED, PAUSES, WORKFLOWS, holder_of
from market.vocabularies.calendar import Unit
from market.workflow import Deadline, Step, Workflow

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
PROCEDURE = ROOT / "docs" / "procedure.md"
BEGIN, END = "<!-- from the tables: begin -->", "<!-- from the tables: end -->"
NAMES = {"public": Track.PURCHASE, "C": Track.GRANT, "D": Track.ENTERPRISE}
TITLES = {"public": "A, B: public money 公共资金", "C": "C: charitable grants 公益资助", "D": "D: enterprise 企业资源"}
ROLES = {
    Role.INITIATOR: "initiator 发起方", Role.COUNTERPART: "the other side 对方", Role.PARTY: "any side 任一方",
    Role.DELIVERER: "deliverer 实施方", Role.PAYER: "payer 需求方/出资方", Role.INTAKE: "intake 受理",
    Role.FINANCE: "finance 财务审核", Role.EXPERT: "experts 评审专家", Role.RECHECK: "recheck 复核",
    Role.APPROVER: "approver 审批", Role.INVESTIGATOR: "investigator 异议调查",
    Role.PROJECT_OFFICER: "project officer 项目跟进", Role.ACCEPTANCE: "acceptance 验收",
    Role.SUPERIOR: "superior 上级", Role.SYSTEM: "system 系统",
}  # fmt: skip
STATES = {
    State.SUGGESTED: "系统推荐", State.INTEREST: "单方意向", State.MUTUAL: "洽谈", State.SUBMITTED: "待受理",
    State.FORMAL_CHECK: "形式审查", State.CORRECTION: "补正", State.FINANCE_CHECK: "财务预算审核",
    State.EXPERT_REVIEW: "专家评审", State.CONSENSUS: "合议", State.RECHECK: "复核", State.APPROVAL: "审批",
    State.PUBLIC_NOTICE: "公示", State.OBJECTED: "异议调查", State.CONTRACTING: "签约", State.ACTIVE: "执行",
    State.SUSPENDED: "中止", State.ACCEPTANCE: "验收", State.RECTIFICATION: "整改", State.CLOSED: "结项",
    State.REJECTED: "不予通过", State.DECLINED: "谢绝", State.LAPSED: "失效", State.WITHDRAWN: "撤回",
    State.CANCELLED: "撤销", State.RETRACTED: "收回审批", State.FALLEN_THROUGH: "未签约", State.TERMINATED: "终止",
}  # fmt: skip
DUTIES = {
    Duty.SIDE: "side 当事方", Duty.INTAKE: "intake 受理", Duty.FINANCE: "finance 财务", Duty.REVIEW: "review 评审",
    Duty.RECHECK: "recheck 复核", Duty.DECISION: "decision 审批", Duty.INVESTIGATION: "investigation 调查",
    Duty.SUPERVISION: "supervision 跟进", Duty.ACCEPTANCE: "acceptance 验收", Duty.OVERSIGHT: "oversight 监督",
}  # fmt: skip
# Lengths in the picture.
WIDTH, BOX, HIGH, GAP, TOP = 1000, 250, 62, 74, 70
LEFT, RIGHT = 60, 640  # where the main way and the side states stand
STYLE = """
svg { background: #fff; color: #17202b; font: 13px "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif }
rect { fill: #e6eef8; stroke: #0b4a8f } .side { fill: #fff6e0; stroke: #9a5b00 } .end { fill: #eee; stroke: #4b5766 }
text { fill: #17202b } .name { font-weight: 600; font-size: 14px } .small { font-size: 12px; fill: #4b5766 }
path { fill: none; stroke: #4b5766; stroke-width: 1.25 } marker path { fill: #4b5766; stroke: none }
"""


def state_words(state: State) -> tuple[str, str]:
    """A state in Chinese and English."""
    return STATES[state], str(labels.STATES[state][0])


def clock_words(deadline: Deadline | None) -> str:
    """How long a state may last."""
    if deadline is None:
        return ""
    unit = {Unit.WORKING_DAY: "working days 个工作日", Unit.DAY: "days 日"}[deadline.unit]
    then = f" → {deadline.then}" if deadline.then else ""
    return f"{deadline.count} {unit}{then}"


def by_words(step: Step) -> str:
    """Who takes a step."""
    return ", ".join(ROLES[Role(role)].split()[-1] for role in sorted(step.by))


@dataclass
class Picture:
    """One workflow as a picture: the main way in a column, other states beside the one that they leave from."""

    title: str
    workflow: Workflow
    track: Track

    def __post_init__(self) -> None:
        states = [state for step in self.workflow.steps for state in (*sorted(step.sources), step.target)]
        way = PUBLIC_WAY if self.track.is_public else PRIVATE_WAY
        self.way = [state for state in (State.SUGGESTED, *way) if state in states]
        self.main = [self._link(one, two) for one, two in zip(self.way, self.way[1:], strict=False)]
        self.rest = [
            (step, source)
            for step in self.workflow.steps
            for source in sorted(step.sources, key=list(State).index)
            if step.target is not source and not any(step in steps and source is one for one, _, steps in self.main)
        ]

    def _link(self, one: State, two: State) -> tuple[State, State, list[Step]]:
        return one, two, [step for step in self.workflow.steps if one in step.sources and step.target is two]

    def svg(self) -> str:
        """The picture as text."""
        parts, y, places = [], TOP, {}
        for state in self.way:
            places[state] = y
            beside = [(step, source) for step, source in self.rest if source is state]
            y += max(HIGH + GAP, 24 * len(beside) + GAP)
        detours = [state for state in dict.fromkeys(source for _, source in self.rest) if state not in self.way]
        for state in detours:
            places[state] = y
            beside = [(step, source) for step, source in self.rest if source is state]
            y += max(HIGH + 30, 24 * len(beside) + 40)
        for state, top in places.items():
            parts += self._box(state, top, "side" if state in detours else "end" if state in ENDED else "")
            leaving = [step for step, source in self.rest if source is state]
            parts += [part for place, step in enumerate(leaving) for part in self._exit(step, top, place)]
        for one, two, steps in self.main:
            parts += self._down(places[one], places[two], steps)
        defs = (
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
            '<path d="M0 0 8 4 0 8z"/></marker></defs>'
        )
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" role="img">'
            f"<title>{escape(self.title)}</title><style>{STYLE}</style>{defs}"
            f'<rect x="0" y="0" width="{WIDTH}" height="{y}" fill="#fff" stroke="none" style="fill:#fff;stroke:none"/>'
        )
        return "\n".join([head, text(LEFT, 36, self.title, "name"), *parts, "</svg>", ""])

    def _box(self, state: State, top: int, kind: str) -> list[str]:
        zh, english = state_words(state)
        holder = holder_of(self.track, state)
        clock = clock_words(self.workflow.deadlines.get(state))
        small = " · ".join(part for part in (ROLES[holder].split()[-1] if holder else "", clock) if part)
        small += " · paused 停表" if state in PAUSES else ""
        return [
            f'<rect class="{kind}" x="{LEFT}" y="{top}" width="{BOX + 90}" height="{HIGH}" rx="6"/>',
            text(LEFT + 12, top + 25, f"{zh} {english}", "name"),
            text(LEFT + 12, top + 47, small.strip(" ·"), "small"),
        ]

    def _down(self, top: int, below: int, steps: list[Step]) -> list[str]:
        x = LEFT + 40
        words = " / ".join(f"{step.name} ({by_words(step)})" for step in steps)
        return [
            f'<path d="M{x} {top + HIGH}V{below - 2}" marker-end="url(#tip)"/>',
            text(x + 12, below - 14, words, "small"),
        ]

    def _exit(self, step: Step, top: int, place: int) -> list[str]:
        """An arrow to the right that names where it leads."""
        y, start = top + 12 + 24 * place, LEFT + BOX + 90
        words = f"{step.name} ({by_words(step)})"
        zh, english = state_words(State(step.target))
        return [
            f'<path d="M{start} {y}H{RIGHT}" marker-end="url(#tip)"/>',
            text(start + 10, y - 4, words, "small"),
            text(RIGHT + 8, y + 4, f"{zh} {english}", ""),
        ]


def text(x: int, y: int, words: str, kind: str) -> str:
    """One line of words."""
    return f'<text x="{x}" y="{y}" class="{kind}">{escape(words)}</text>'


def tables() -> str:
    """The states, their clocks and holders, the steps, and the separation of duties, in Markdown."""
    lines = []
    for name, track in NAMES.items():
        workflow = WORKFLOWS[track]
        states = {state for step in workflow.steps for state in (*step.sources, step.target)}
        lines += [f"## {TITLES[name]}", "", f"![{TITLES[name]}](pictures/workflow-{name}.svg)", ""]
        lines += ["| State 状态 | With 由谁办理 | Clock 时限 |", "| --- | --- | --- |"]
        for state in [one for one in State if one in states]:
            zh, english = state_words(state)
            holder = holder_of(track, state)
            clock = clock_words(workflow.deadlines.get(state)) or ("ended 终止" if workflow.is_final(state) else "–")
            lines.append(f"| {zh} {english} | {ROLES[holder] if holder else '–'} | {clock} |")
        lines += ["", "| Step 步骤 | From 从 | To 到 | By 由谁 |", "| --- | --- | --- | --- |"]
        for step in workflow.steps:
            sources = ", ".join(state_words(one)[1] for one in State if one in step.sources)
            by = ", ".join(ROLES[Role(role)] for role in sorted(step.by))
            lines.append(f"| `{step.name}` | {sources} | {state_words(State(step.target))[1]} | {by} |")
        lines.append("")
    lines += [
        "## Separation of duties 职责分离",
        "",
        "× : not the same person in one case 同一案件不得由同一人承担。",
        "",
    ]
    lines += ["| | " + " | ".join(DUTIES.values()) + " |", "| --- " * (len(DUTIES) + 1) + "|"]
    for one, words in DUTIES.items():
        marks = ["×" if frozenset({one, two}) in SEPARATED and one is not two else "" for two in DUTIES]
        lines.append(f"| **{words}** | " + " | ".join(marks) + " |")
    return "\n".join(lines)


def files() -> dict[Path, str]:
    """Every file as the tables have it."""
    found = {
        PICTURES / f"workflow-{name}.svg": Picture(TITLES[name], WORKFLOWS[track], track).svg()
        for name, track in NAMES.items()
    }
    before, rest = PROCEDURE.read_text(encoding="utf-8").split(BEGIN)
    found[PROCEDURE] = f"{before}{BEGIN}\n\n{tables()}\n\n{END}{rest.split(END)[1]}"
    return found


def main() -> int:
    """Write the files, or compare them."""
    checks, stale = "--check" in sys.argv, []
    for path, content in files().items():
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            stale.append(path)
            if not checks:
                path.write_text(content, encoding="utf-8")
    if checks and stale:
        names = ", ".join(path.name for path in stale)
        print(f"{names}: not what the tables say; run `python -m scripts.workflow_pictures`")
    return 1 if checks and stale else 0


if __name__ == "__main__":
    sys.exit(main())
