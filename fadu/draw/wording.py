"""文字: every refusal, warning and check of a draw as one sentence in Chinese and in English.

The package knows no translation of Django's, and a proof is checked by strangers; both languages stand side by side.
"""

from dataclasses import dataclass, field
from typing import Any

SENTENCES = {
    # Texts and rosters
    "unreadable": ("读不了 {name}：{error}", "{name} cannot be read: {error}"),
    "kind": (
        "{name}：名单只收 CSV、XLSX、Parquet 文件，或者已经固定的文本（TXT）",
        "{name}: a roster comes as CSV, XLSX or Parquet, or as a text already frozen (TXT)",
    ),
    "encoding": (
        "{name}：既不是 UTF-8 也不是 GB 18030 编码，请另存为 UTF-8 再试",
        "{name}: neither UTF-8 nor GB 18030; save it as UTF-8 and try again",
    ),
    "no_lines": ("{name}是空的，没有可以抽取的对象", "{name} is empty: there is nothing to draw from"),
    "no_column": (
        "{name}：找不到“{column}”一栏（可用的表头：{known}）；现有表头：{found}",
        "{name}: there is no column {column} (it may be headed {known}); the headings are {found}",
    ),
    "two_columns": (
        "{name}：{found}都可以是“{column}”一栏，请把要用的一栏的表头改为 {column}",
        "{name}: {found} may each be the column {column}; head the one meant {column}",
    ),
    "row_empty": ("{name}第 {row} 行：{column} 没有填", "{name}, row {row}: {column} is missing"),
    "row_weight": (
        "{name}第 {row} 行：权重是“{value}”，应为 1 至 100 的整数",
        "{name}, row {row}: the weight is “{value}”; it must be a whole number from 1 to 100",
    ),
    "row_lossy": (
        "{name}第 {row} 行：{column} 是超过 15 位的数字，表格软件已经改变了末几位；请把这一列设为文本重新填写",
        "{name}, row {row}: {column} is a number of more than 15 digits, whose last ones the spreadsheet has already "
        "changed; make the column text and fill it in again",
    ),
    "row_character": (
        "{name}第 {row} 行：{column}“{value}”里有不能使用的字符 {character}（制表符、换行、控制字符）",
        "{name}, row {row}: {column} “{value}” holds {character}, which cannot be used (tab, line end, control)",
    ),
    "row_form": (
        "{name}第 {row} 行：{column}“{value}”不是 NFC 规范形式的文字，看上去一样而字节不同；请改为“{normal}”",
        "{name}, row {row}: {column} “{value}” is not in the normal form NFC: it looks the same and differs in bytes; "
        "write “{normal}”",
    ),
    "row_columns": (
        "{name}里有一行是 {found} 栏，应为 {wanted} 栏：{text}",
        "{name}: a row has {found} columns instead of {wanted}: {text}",
    ),
    "twice": (
        "{name}：编号“{value}”出现了不止一次，每个对象只能有一行",
        "{name}: the id “{value}” occurs more than once; each object has one line",
    ),
    "pair_twice": ("{name}：“{value}”这一行重复", "{name}: the line “{value}” is repeated"),
    "alike": (
        "“{one}”和“{other}”看上去一样，却是两个编号，请核对是不是同一个对象",
        "“{one}” and “{other}” look alike and are two ids; check that they are two objects",
    ),
    "line": (
        "{name}第 {row} 行不合规范：{fault}。名单须先用 fadu draw freeze 固定",
        "{name}, line {row} is not canonical: {fault}. Freeze a roster with fadu draw freeze first",
    ),
    "last_line": (
        "{name}的最后一行没有换行符：文件不完整，或者不是 fadu draw freeze 固定的文本",
        "{name}: the last line does not end: it is incomplete, or no text frozen with fadu draw freeze",
    ),
    # What is wrong with a line, a field
    "columns": ("应有 {wanted} 栏，以制表符分隔", "it must have {wanted} columns, separated by tabs"),
    "weight": ("权重“{shown}”不是 1 至 100 的整数", "the weight “{shown}” is no whole number from 1 to 100"),
    "utf8": ("不是 UTF-8 文字", "it is not UTF-8"),
    "blank": ("编号和层（单位）不能空着", "id and stratum (unit) must be there"),
    "form": ("“{shown}”不是 NFC 规范形式的文字", "“{shown}” is not in the normal form NFC"),
    "repeated": ("“{shown}”重复", "“{shown}” occurs twice"),
    "order": ("“{shown}”应排在“{earlier}”前面", "“{shown}” must come before “{earlier}”"),
    "object": ("应为一个对象", "it must be an object"),
    "objects": ("应为对象的列表", "it must be a list of objects"),
    "text": ("应为文字", "it must be a text"),
    "whole": ("应为正整数", "it must be a whole number from 1 on"),
    "among": ("应为 {words} 之一", "it must be one of {words}"),
    "strata": ("应为 {{层: 个数}}", "it must be {{stratum: number}}"),
    "number": ("层“{name}”的个数应为整数，不能是负数", "the number for “{name}” must be whole, and 0 or more"),
    "decimal": ("应为不小于 0 的小数，如 0.07", "it must be a decimal, 0 or more, such as 0.07"),
    "moment": (
        "应为日期或者时刻，如 2026-03-02T21:30:00+08:00",
        "it must be a day or a moment, such as 2026-03-02T21:30:00+08:00",
    ),
    "names": ("应为各方名称的列表，不重复", "it must be a list of different names"),
    "commitments": ("应为 {{一方名称: 摘要}}", "it must be {{contributor: digest}}"),
    "digest": ("应为 64 位小写十六进制的摘要", "it must be a digest of 64 lower-case hexadecimal digits"),
    "missing": ("没有", "it is missing"),
    "unpaired": ("方案写明配对，却没有", "the plan pairs inspectors, and it is null"),
    "stratum_twice": ("有的层写了两次", "a stratum is there twice"),
    # Plan
    "json": ("{name}不是 JSON：{error}", "{name} is not JSON: {error}"),
    "json_twice": ("{name}里“{key}”写了两次", "{name}: “{key}” is written twice"),
    "canonical": ("{value} 不能写成规范的 JSON：{why}", "{value} has no canonical JSON: {why}"),
    "plan_field": ("方案的 {field} 不对：{why}", "The plan's {field} is wrong: {why}"),
    "plan_missing": ("方案缺少 {field}", "The plan lacks {field}"),
    # Drawing
    "randomness": ("随机数是空的", "The randomness is empty"),
    "contributors": (
        "方案写明由 {wanted} 方给出随机数（{names}），实际给了 {given} 个，请按方案的次序逐个给出",
        "The plan names {wanted} contributors of randomness ({names}), {given} were given; give one each, in its order",
    ),
    "revealed": (
        "{name} 公布的随机数与事先提交的摘要不符",
        "What {name} revealed is not what was committed to",
    ),
    "published_at": (
        "随机数公布于 {published}，方案约定的是 {at}：必须是约定的那一天、不早于约定的时刻",
        "The randomness was published at {published}, the plan says {at}: it must be that day and no earlier",
    ),
    "staff_uncommitted": (
        "方案没有写明{what}的摘要（{field}），不能在随机数公布以后再加；请在方案里写 {commit}",
        "The plan does not name the digest of {what} ({field}); they cannot be added once the randomness is known. "
        "Write {commit} into the plan",
    ),
    "staff_changed": (
        "{what}的摘要是 {commit}，方案写的是 {planned}：名单改过，或者不是这一份",
        "The digest of {what} is {commit}, the plan says {planned}: changed since, or another list",
    ),
    "staff_missing": (
        "方案写明了{what}（{field}），请一并给出",
        "The plan names {what} ({field}); give it too",
    ),
    "roster_changed": (
        "名单的摘要是 {commit}，公布的是 {published}：名单改过，或者不是这一份",
        "The roster's digest is {commit}, the published one is {published}: changed since, or another roster",
    ),
    "too_few": (
        "不能配对：编号“{id}”的对象要 {wanted} 名检查人员，只配得出 {found} 名"
        "（回避 {conflicts} 人，单位规则排除 {units} 人，任务已满 {full} 人，共 {all} 人）。"
        "请另订方案：任务已满的，增加检查人员或者少抽对象；单位规则排除的，增加其他单位（要求同一单位的，本单位）的检查人员，"
        "或者不限单位（unit_rule 为 none）；回避的，增加不须回避的检查人员",
        "Cannot pair: the object “{id}” needs {wanted} inspectors and only {found} can be found ({conflicts} have a "
        "conflict, {units} are kept out by the unit rule, {full} have a full load, of {all}). Make a new plan: where "
        "loads are full, add inspectors or draw fewer objects; where the unit rule keeps them out, add inspectors of "
        "other units (of the same, if it asks for that) or set unit_rule to none; where there are conflicts, add "
        "inspectors who have none",
    ),
    "few_inspectors": (
        "每个对象要 {wanted} 名检查人员，名单上只有 {all} 名；请增加检查人员，或者减少每个对象的人数（per_object）",
        "Each object needs {wanted} inspectors and the roster has {all}; add inspectors, or lower per_object",
    ),
    # Before a roster is fixed: whether inspectors will suffice
    "few_units": (
        "每个对象的 {wanted} 名检查人员要来自不同单位，名单上只有 {units} 个单位；请增加其他单位的检查人员，"
        "或者不限单位（unit_rule 为 none）",
        "The {wanted} inspectors of an object must be of different units and the roster has {units}; add inspectors "
        "of other units, or set unit_rule to none",
    ),
    "uneven_units": (
        "各单位人数悬殊，配不齐 {objects} 个对象：检查人员要来自不同单位，而“{unit}”占了 {all} 人中的 {number} 人，"
        "其他单位的人按每人至多 {most} 个对象不够搭配；请增加其他单位的检查人员，或者不限单位（unit_rule 为 none）",
        "Units are too uneven for {objects} objects: inspectors must be of different units, “{unit}” has {number} of "
        "{all}, and the others, with {most} objects each at most, are too few to go with them; add inspectors of "
        "other units, or set unit_rule to none",
    ),
    "small_units": (
        "每个对象的 {wanted} 名检查人员要来自同一单位，{units}不足 {wanted} 名：先轮到其中的人就配不齐；"
        "请给这些单位增加检查人员、从名单中去掉它们，或者不限单位（unit_rule 为 none）",
        "The {wanted} inspectors of an object must be of one unit and these have fewer than {wanted}: {units}; an "
        "object that tries one of theirs first cannot be paired. Add inspectors there, leave those units out, or set "
        "unit_rule to none",
    ),
    "barred": (
        "编号“{id}”的对象如被抽中，除去须回避的，只有 {found} 名检查人员可去，要 {wanted} 名；请增加不须回避的检查人员",
        "Should the object “{id}” be drawn, {found} inspectors could go besides those with a conflict, and {wanted} "
        "are needed; add inspectors who have none",
    ),
    "trial": (
        "检查人员可能配不齐：用 {trials} 个试验的随机数试配，{failed} 次配不齐，如：{why}",
        "Inspectors may not suffice: of {trials} trial draws {failed} could not be paired, such as: {why}",
    ),
    "plan_changed": (
        "方案的摘要是 {digest}，公布的是 {published}：方案改过，或者不是这一份",
        "The plan's digest is {digest}, the published one is {published}: changed since, or another plan",
    ),
    "all_drawn": (
        "层“{name}”只有 {size} 个对象，方案要抽 {k} 个：全部抽取",
        "The stratum “{name}” has {size} objects and the plan asks for {k}: all are drawn",
    ),
    "left_out": (
        "名单上有 {rest} 个对象属于方案没有提到的层，不参加抽取",
        "{rest} objects of the roster are in strata that the plan does not mention; they take no part",
    ),
    "cap_raised": (
        "第 {line} 行的对象：任务未满的检查人员不够，人均上限放宽到 {cap}",
        "Object of line {line}: too few inspectors had room, so the cap rose to {cap}",
    ),
    # After the draw
    "not_drawn": ("第 {line} 行的对象不在抽中的对象里", "The object of line {line} is not among those drawn"),
    "not_paired": (
        "“{inspector}”没有配到第 {line} 行的对象",
        "“{inspector}” is not paired with the object of line {line}",
    ),
    "no_reserve": (
        "层“{name}”的后备对象已经用完；需要再抽的，另订方案并说明理由",
        "The reserves of the stratum “{name}” are used up; to draw more, make a new plan that says why",
    ),
    # Verification: what was checked
    "ok_form": ("结果文件完整，各项齐全", "The proof file is whole"),
    "ok_plan": ("方案“{id}”的摘要相符：{digest}", "The digest of the plan “{id}” is right: {digest}"),
    "ok_roster": (
        "名单的摘要相符：{commit}（{lines} 行，编号有序、不重复）",
        "The roster's digest is right: {commit} ({lines} lines, ids in order, none twice)",
    ),
    "ok_pages": ("名单的分页哈希根相符：{root}", "The root over the roster's pages is right: {root}"),
    "ok_randomness": (
        "随机数来自“{source}”，公布于 {published}，符合方案的约定；数值“{value}”请自行与公布的核对",
        "The randomness is from “{source}”, published at {published}, as the plan says; compare the value “{value}” "
        "with what was published yourself",
    ),
    "ok_seed": ("由三者算出的种子相符：{seed}", "The seed that follows from these is right: {seed}"),
    "ok_stratum": (
        "层“{name}”：{size} 个对象按方案抽 {k} 个，抽中 {drawn} 个、后备 {reserves} 个，逐个重算相符",
        "Stratum “{name}”: of {size} objects the plan draws {k}; {drawn} drawn and {reserves} in reserve, each "
        "recomputed and right",
    ),
    "ok_staff": ("检查人员名单的摘要相符：{commit}", "The digest of the inspectors is right: {commit}"),
    "ok_pairs": (
        "{pairs} 个对象的检查人员逐个重算相符",
        "The inspectors of {pairs} objects were recomputed and are right",
    ),
    "no_pairs": ("这次抽取不配检查人员", "This draw pairs no inspectors"),
    "unchecked_pairs": (
        "没有核对检查人员的配对（没有给出检查人员名单）",
        "The pairing of inspectors was not checked (their roster was not given)",
    ),
    # Verification: the first difference
    "bad_field": ("结果文件的 {field} 不对：{why}", "The proof's {field} is wrong: {why}"),
    "bad_value": (
        "{field} 不符：结果文件写的是 {given}，重算得 {right}",
        "{field} differs: the proof says {given}, recomputation gives {right}",
    ),
    "need_staff": (
        "结果文件含检查人员的配对，请给出检查人员名单（--inspectors）；只核对对象的，加 --objects-only",
        "The proof pairs inspectors: give their roster (--inspectors), or check the objects only (--objects-only)",
    ),
    "refused": ("不能重算：{why}", "It cannot be recomputed: {why}"),
}


@dataclass(frozen=True)
class Sentence:
    """One sentence: which, and what it speaks of. A value may itself be a sentence or a pair (Chinese, English)."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def text(self, language: str = "zh") -> str:
        """Say it in Chinese, or in English where the language begins with en."""
        english = language.startswith("en")
        said = {name: _said(value, language) for name, value in self.values.items()}
        return SENTENCES[self.code][english].format(**said)

    def __str__(self) -> str:
        return self.text()


def _said(value: Any, language: str) -> Any:
    if isinstance(value, Sentence):
        return value.text(language)
    if isinstance(value, tuple) and len(value) == 2:
        return value[language.startswith("en")]
    return value


def say(code: str, **values: Any) -> Sentence:
    """Return the sentence `code` about `values`."""
    return Sentence(code, values)


def fault(error: OSError) -> Any:
    """Say why a file cannot be opened, the commonest reasons in both languages."""
    known = {
        FileNotFoundError: ("没有这个文件", "there is no such file"),
        IsADirectoryError: ("这是一个目录", "it is a folder"),
        PermissionError: ("没有读取它的权限", "it may not be read"),
    }
    return known.get(type(error), error.strerror or str(error))


class DrawRefused(Exception):
    """What was asked cannot be done; the sentence says what, where and what would cure it."""

    def __init__(self, code: str, **values: Any) -> None:
        self.sentence = say(code, **values)
        super().__init__(self.sentence.text())

    @property
    def code(self) -> str:
        return self.sentence.code

    def text(self, language: str = "zh") -> str:
        """Say it in this language."""
        return self.sentence.text(language)
