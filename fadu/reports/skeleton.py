"""报告骨架: the five contents that the provisions demand, their chapters, and sentences for groups of figures.

A sentence holds figure references, never a number. It is offered to the author when each of its figures has a source,
and can be changed freely afterwards. Every field of work of the catalogue has one at least. The five contents:
法治政府建设与责任落实督察工作规定#25.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Chapter:
    """章节: `part` is the number of the statutory content (1 to 5) that it belongs to; 0 is the preamble."""

    slug: str
    title: str | Promise
    part: int
    required: bool = True
    sentences: tuple[str, ...] = ()
    hint: str | Promise = field(default="", compare=False)


PARTS = {
    1: _("主要举措和成效"),
    2: _("存在的不足和原因"),
    3: _("主要负责人履行推进法治建设第一责任人职责情况"),
    4: _("下一年度主要安排"),
    5: _("其他需要报告的情况"),
}

CHAPTERS = (
    Chapter("preamble", _("导语"), 0, hint=_("指导思想、总体部署和对全年工作的总体判断")),
    Chapter(
        "leadership",
        _("加强组织领导，落实法治建设责任"),
        1,
        sentences=(
            "党委常委会会议、政府常务会议{{planning.leadership_hearings scope=own}}次听取法治政府建设工作汇报，"
            "审议指导性文件{{planning.guiding_documents_deliberated scope=own}}个。",
            "党委理论学习中心组开展法律专题学习{{training.party_group_sessions}}次，政府常务会议学法"
            "{{training.executive_meeting_lectures}}次。",
            "邀请专家教授专题授课{{training.expert_lectures}}次。",
            "政府法制机构核定编制{{other.legal_office_quota}}名，建立内部工作制度{{other.legal_office_work_systems}}项。",
            "各县区向市级备案年度工作要点{{planning.work_points_filed_by_counties}}份，"
            "市本级向上级备案{{planning.work_points_filed_to_province scope=own}}份。",
            "受到省级表彰的先进集体{{assessment.honoured_collectives}}个、先进个人{{assessment.honoured_individuals}}名。",
            "申报省级示范地区和示范项目{{assessment.demo_applications}}个，建成省级示范地区"
            "{{assessment.provincial_demo_areas}}个、单项示范项目{{assessment.provincial_demo_projects}}个。",
        ),
    ),
    Chapter(
        "functions",
        _("依法履行政府职能，优化法治化营商环境"),
        1,
        sentences=(
            "推动审批改革事项{{services.approval_reforms}}项落地，“跨省通办”事项达到"
            "{{services.cross_province_items}}项，“区域通办”事项达到{{services.regional_items}}项。",
            "公布全市行政许可事项清单{{services.permit_list_items}}项，其中市本级"
            "{{services.permit_list_items scope=own}}项；公布行政备案事项清单{{services.filing_list_items}}项，"
            "其中市级部门{{services.filing_list_items scope=own}}项。",
            "权责清单共列事项{{services.power_list_items}}项，其中涉及保留证明"
            "{{services.items_with_retained_proof}}项，含有证明材料{{services.items_with_proof_materials}}项，"
            "可选择告知承诺办理{{services.notice_commitment_optional_items}}项。",
            "涉企经营许可事项清单列入{{services.enterprise_license_items}}项。",
            "推出“一件事”套餐{{services.one_thing_packages}}件，建成乡镇（街道）便民服务中心"
            "{{services.township_centers}}个、村（社区）便民服务站{{services.village_stations}}个。",
            "全年办理政务服务事项{{services.cases_handled}}件，收到“好差评”评价"
            "{{services.reviews_received}}条，群众满意度{{services.satisfaction_rate}}%。",
            "政务服务事项网上可办率{{services.online_availability_rate}}%。",
        ),
    ),
    Chapter(
        "institutions",
        _("健全依法行政制度体系"),
        1,
        sentences=(
            "现行有效政府规章{{legislation.rules_in_force}}部，清理后保留行政规范性文件{{normative.in_force}}件。",
            "制发行政规范性文件{{normative.issued}}件，对{{normative.reviewed}}件规范性文件进行合法性审查，"
            "向上级报备{{normative.filed}}件。",
            "对{{normative.reviewed}}件规范性文件进行合法性审查。",
            "清理规范性文件{{normative.cleanup_total}}件，继续有效{{normative.cleanup_valid}}件、废止"
            "{{normative.cleanup_abolished}}件、修改{{normative.cleanup_amended}}件。",
            "开展公平竞争审查，审查政策措施文件{{fair_competition.documents_reviewed}}份。",
        ),
    ),
    Chapter(
        "decisions",
        _("推进科学民主依法决策"),
        1,
        sentences=(
            "建立重大行政决策工作制度{{decision.work_systems}}项，举行决策听证会{{decision.hearings}}次。",
            "合法性审核机构办理审核事项{{legality_review.items_reviewed}}件，提出法律意见"
            "{{legality_review.opinions_given}}条；审核政府常务会议议题{{legality_review.meeting_topics_reviewed}}件。",
            "聘请政府法律顾问{{legal_advice.advisors}}名，参与涉法事务{{legal_advice.participations}}人次，出具法律意见书"
            "{{legal_advice.opinions_issued}}份。",
            "全市党政机关注册公职律师{{legal_advice.public_lawyers}}名，全年提供法律服务"
            "{{legal_advice.public_lawyer_services}}次。",
        ),
    ),
    Chapter(
        "enforcement",
        _("严格规范公正文明执法"),
        1,
        sentences=(
            "行政执法人员资格考试通过率{{enforcement.qualification_exam_pass_rate}}%。",
            "市级{{double_random.departments_participating scope=own}}个部门建立检查对象名录库和执法人员名录库，"
            "制定抽查计划{{double_random.plans scope=own}}个，完成抽查任务{{double_random.tasks scope=own}}个，"
            "跨部门联合检查{{double_random.joint_inspections scope=own}}次，抽查事项"
            "{{double_random.items scope=own}}项，抽取检查对象{{double_random.entities_inspected scope=own}}户。",
            "建立跨部门综合监管重点事项清单{{enforcement.key_supervision_items}}项。",
            "受理重大行政处罚决定备案{{enforcement.major_penalty_filings}}件，发出行政执法监督通知书"
            "{{enforcement.supervision_notices}}份。",
        ),
    ),
    Chapter(
        "disputes",
        _("依法有效化解社会矛盾纠纷"),
        1,
        sentences=(
            "全年收到行政复议申请{{reconsideration.applications_received}}件，受理"
            "{{reconsideration.accepted}}件，受案率{{reconsideration.acceptance_rate}}%；审结"
            "{{reconsideration.concluded}}件，其中维持{{reconsideration.outcome_upheld}}件、撤销"
            "{{reconsideration.outcome_revoked}}件、确认违法{{reconsideration.outcome_confirmed_illegal}}件、变更"
            "{{reconsideration.outcome_modified}}件、责令履行{{reconsideration.outcome_ordered_to_perform}}件、驳回"
            "{{reconsideration.outcome_rejected}}件、调解和撤回{{reconsideration.outcome_mediated_or_withdrawn}}件、"
            "其他{{reconsideration.outcome_other}}件。",
            "上级交办信访件{{petition.assigned_cases}}件，化解{{petition.resolved_cases}}件，化解率"
            "{{petition.resolution_rate}}%。",
            "办理行政应诉案件{{litigation.cases}}件，行政机关负责人出庭应诉率{{litigation.head_appearance_rate}}%。",
            "各类人民调解组织调解纠纷{{mediation.cases}}件，调解成功率{{mediation.success_rate}}%。",
            "法律援助机构解答咨询{{legal_services.consultations}}人次，指派法律援助案件{{legal_services.aid_cases}}件；"
            "{{legal_services.fengqiao_judicial_offices}}个司法所被评定为“枫桥式”司法所。",
            "在册社区矫正对象{{corrections.community_registered}}名；摸排{{corrections.released_window_years}}年内在册"
            "刑释解矫人员{{corrections.released_persons}}名，其中涉黑涉恶人员{{corrections.gang_released_persons}}名，"
            "重点帮教对象衔接率{{corrections.handover_rate}}%、安置率{{corrections.placement_rate}}%以上、"
            "帮教率{{corrections.assistance_rate}}%。",
        ),
    ),
    Chapter(
        "restraint",
        _("强化行政权力制约和监督"),
        1,
        sentences=(
            "办复人大代表建议{{oversight.npc_proposals_handled}}件、政协提案{{oversight.cppcc_proposals_handled}}件，"
            "办复率{{oversight.proposal_reply_rate}}%。",
            "印发督查专报{{oversight.inspection_reports}}期、督查通报{{oversight.inspection_bulletins}}期、督办通知书"
            "{{oversight.supervision_notices}}期。",
            "完成审计项目{{oversight.audit_projects}}个，提出审计建议{{oversight.audit_suggestions}}条，推动建立制度"
            "{{oversight.audit_rules_established}}项。",
            "主动公开政府信息{{disclosure.info_published}}条，办理依申请公开{{disclosure.on_request_handled}}件。",
        ),
    ),
    Chapter(
        "emergency",
        _("提升突发事件依法处置能力"),
        1,
        required=False,
        sentences=(
            "依法处置涉疫纠纷警情{{emergency.epidemic_police_incidents}}起，办理涉疫刑事案件"
            "{{emergency.epidemic_criminal_cases}}起。",
        ),
    ),
    Chapter(
        "publicity",
        _("深入开展法治宣传教育"),
        1,
        sentences=(
            "全年开展法治宣传活动{{publicity.activities}}次。",
            "创建国家级民主法治示范村（社区）{{publicity.national_demo_villages}}个、省级"
            "{{publicity.provincial_demo_villages}}个，建成法治文化教育基地{{publicity.culture_bases}}个、法治广场"
            "{{publicity.rule_of_law_squares}}个、法治长廊{{publicity.rule_of_law_corridors}}个、法治公园"
            "{{publicity.rule_of_law_parks}}个，培养村（社区）“法律明白人”{{publicity.law_literate_villagers}}名。",
        ),
    ),
    Chapter("problems", _("存在的不足和原因"), 2, hint=_("逐项写明问题和原因；下一年度报告须说明整改情况")),
    Chapter(
        "first_responsible",
        _("主要负责人履行第一责任人职责情况"),
        3,
        hint=_("党政主要负责人部署、协调、督办法治建设的情况；报告中最常缺的一项"),
    ),
    Chapter("next_year", _("下一年度主要安排"), 4, hint=_("下一年度报告须逐项说明完成情况")),
    Chapter("other", _("其他需要报告的情况"), 5, hint=_("没有的，也须写明没有其他需要报告的情况")),
)
BY_SLUG = {chapter.slug: chapter for chapter in CHAPTERS}
