"""政务服务: items and lists with their editions, cases and ratings, packages, agreements and service points."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.organisations import Record


class ItemType(models.TextChoices):
    """事项类型, as the power lists use it."""

    PERMIT = "permit", _("行政许可")
    FILING = "filing", _("行政备案")
    CONFIRMATION = "confirmation", _("行政确认")
    PAYMENT = "payment", _("行政给付")
    REWARD = "reward", _("行政奖励")
    ADJUDICATION = "adjudication", _("行政裁决")
    PENALTY = "penalty", _("行政处罚")
    COERCION = "coercion", _("行政强制")
    LEVY = "levy", _("行政征收")
    INSPECTION = "inspection", _("行政检查")
    PUBLIC_SERVICE = "public_service", _("公共服务")
    OTHER = "other", _("其他行政权力")


class OnlineDepth(models.IntegerChoices):
    """网办深度; an item can be handled online from 3 on, and wholly online at 4."""

    NONE = 0, _("不可网办")
    INFORMATION = 1, _("信息发布")
    PRELIMINARY = 2, _("在线预审")
    ONLINE = 3, _("网上可办")
    WHOLLY_ONLINE = 4, _("全程网办")


class ServiceItem(Record):
    """政务服务事项: one edition of one matter at the organisation that handles it; a change opens a new edition."""

    code = models.CharField(_("事项编码"), max_length=64, help_text=_("实施编码，同一事项各版本相同"))
    base_code = models.CharField(_("基本编码"), max_length=64, help_text=_("国家、省统一的事项编码"))
    edition = models.PositiveSmallIntegerField(_("版本"), default=1)
    name = models.CharField(_("事项名称"), max_length=200)
    type = models.CharField(_("事项类型"), max_length=16, choices=ItemType)
    basis = models.CharField(_("设定依据"), max_length=400, blank=True)
    conditions = models.TextField(_("受理条件"), blank=True)
    materials = models.PositiveSmallIntegerField(_("申请材料数"), default=0)
    legal_days = models.PositiveSmallIntegerField(_("法定时限（工作日）"), null=True, blank=True)
    promised_days = models.PositiveSmallIntegerField(_("承诺时限（工作日）"), null=True, blank=True)
    fee = models.CharField(_("收费"), max_length=100, blank=True)
    online = models.PositiveSmallIntegerField(_("网办深度"), choices=OnlineDepth, default=OnlineDepth.INFORMATION)
    visits = models.PositiveSmallIntegerField(_("到场次数"), default=1)
    in_hall = models.BooleanField(_("进驻大厅"), default=True)
    outside_reason = models.CharField(_("未进驻理由"), max_length=200, blank=True)
    retains_proof = models.BooleanField(_("保留证明"), default=False)
    proof_materials = models.BooleanField(_("含证明材料"), default=False)
    commitment_optional = models.BooleanField(_("可选告知承诺"), default=False)
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("政务服务事项")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "edition"], name="one_edition_of_an_item"),
            models.CheckConstraint(
                condition=Q(promised_days=None) | Q(legal_days=None) | Q(promised_days__lte=F("legal_days")),
                name="promise_within_the_law",
                violation_error_message=_("承诺时限不得长于法定时限"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class List(models.TextChoices):
    """清单种类."""

    PERMIT = "permit", _("行政许可事项清单")
    FILING = "filing", _("行政备案事项清单")
    POWER = "power", _("权责清单")
    PUBLIC_SERVICE = "public_service", _("公共服务事项清单")
    INTERMEDIARY = "intermediary", _("中介服务事项清单")
    PROOF = "proof", _("证明事项保留清单")
    COMMITMENT = "commitment", _("证明事项告知承诺清单")
    LICENCE = "licence", _("涉企经营许可事项清单")
    REFORM = "reform", _("审批改革事项清单")
    ONE_VISIT = "one_visit", _("最多跑一次事项清单")
    EMPOWERMENT = "empowerment", _("赋权事项清单")


class Reform(models.TextChoices):
    """“证照分离”改革方式."""

    ABOLISH = "abolish", _("直接取消审批")
    FILING = "filing", _("审批改为备案")
    COMMITMENT = "commitment", _("实行告知承诺")
    IMPROVE = "improve", _("优化审批服务")


class ListEntry(Record):
    """清单事项: one matter on one list, from the edition that took it in to the one that let it go."""

    list = models.CharField(_("清单"), max_length=16, choices=List)
    code = models.CharField(_("编码"), max_length=64, help_text=_("全省统一编码；同一事项在各级清单中相同"))
    name = models.CharField(_("名称"), max_length=200)
    parent_code = models.CharField(_("大项编码"), max_length=64, blank=True, help_text=_("本行为子项时填写"))
    edition = models.PositiveSmallIntegerField(_("版本年度"))
    basis = models.CharField(_("依据"), max_length=400, blank=True)
    reform = models.CharField(_("改革方式"), max_length=12, choices=Reform, blank=True)
    provider = models.CharField(_("开具或提供单位"), max_length=100, blank=True, help_text=_("证明、中介服务填写"))
    retains_proof = models.BooleanField(_("涉及保留证明"), default=False)
    proof_materials = models.BooleanField(_("含有证明材料"), default=False)
    commitment_optional = models.BooleanField(_("可选告知承诺"), default=False)
    supervisor = models.CharField(_("事中事后监管部门"), max_length=80, blank=True)
    document = models.CharField(_("公布文号"), max_length=60, blank=True)
    valid_from = models.DateField(_("列入日期"))
    valid_to = models.DateField(_("移出日期"), null=True, blank=True)
    removal = models.CharField(_("移出理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("清单事项")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "list", "code", "valid_from"], name="one_entry_of_a_list")
        ]

    def __str__(self) -> str:
        return self.name


class Channel(models.TextChoices):
    """办理渠道."""

    ONLINE = "online", _("网上")
    WINDOW = "window", _("窗口")
    SELF_SERVICE = "self_service", _("自助终端")
    STATION = "station", _("便民服务点")
    TELEPHONE = "telephone", _("电话")


class ServiceCase(Record):
    """政务服务办件: a volume ledger; its rows lie in Parquet, one for each finished or running application."""

    number = models.CharField(_("办件编号"), max_length=40)
    item_code = models.CharField(_("事项编码"), max_length=64)
    channel = models.CharField(_("办理渠道"), max_length=12, choices=Channel)
    received_on = models.DateField(_("受理日期"))
    due_on = models.DateField(_("承诺办结日期"))
    finished_on = models.DateField(_("办结日期"), null=True, blank=True)
    workdays = models.PositiveSmallIntegerField(_("办理工作日"), null=True, blank=True)
    visits = models.PositiveSmallIntegerField(_("到场次数"), default=0)
    package_code = models.CharField(_("一件事编码"), max_length=20, blank=True)
    cross_region = models.BooleanField(_("跨区域通办"), default=False)
    commitment = models.BooleanField(_("告知承诺办理"), default=False)

    class Meta:
        managed = False
        verbose_name = _("政务服务办件")

    def __str__(self) -> str:
        return self.number


class Score(models.IntegerChoices):
    """评价等级; 基本满意 and better count as satisfied."""

    VERY_GOOD = 5, _("非常满意")
    GOOD = 4, _("满意")
    FAIR = 3, _("基本满意")
    BAD = 2, _("不满意")
    VERY_BAD = 1, _("非常不满意")


class ServiceRating(Record):
    """“好差评”评价: a volume ledger; one rating for each case."""

    case_number = models.CharField(_("办件编号"), max_length=40)
    rated_on = models.DateField(_("评价日期"))
    score = models.PositiveSmallIntegerField(_("评价等级"), choices=Score)
    called_back_on = models.DateField(_("回访日期"), null=True, blank=True)
    rectified_on = models.DateField(_("整改日期"), null=True, blank=True)

    class Meta:
        managed = False
        verbose_name = _("好差评评价")

    def __str__(self) -> str:
        return self.case_number


class Package(Record):
    """“一件事”套餐: matters that belong to one event of life, applied for once."""

    code = models.CharField(_("套餐编码"), max_length=20)
    name = models.CharField(_("套餐名称"), max_length=100)
    item_codes = models.TextField(_("联办事项编码"), help_text=_("每行一个事项编码"))
    partners = models.CharField(_("联办单位"), max_length=200, blank=True)
    days = models.PositiveSmallIntegerField(_("整体时限（工作日）"))
    window = models.BooleanField(_("设专窗"), default=True)
    online = models.BooleanField(_("一端受理"), default=True)
    valid_from = models.DateField(_("上线日期"))
    valid_to = models.DateField(_("下线日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("一件事套餐")
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="one_package")]

    def __str__(self) -> str:
        return self.name


class Reach(models.TextChoices):
    """通办范围."""

    CROSS_PROVINCE = "cross_province", _("跨省通办")
    REGIONAL = "regional", _("区域通办")
    CLOUD = "cloud", _("云上通办")


class CrossRegionItem(Record):
    """通办事项: handled here for there under an agreement, the power to approve unchanged."""

    code = models.CharField(_("事项编码"), max_length=64)
    name = models.CharField(_("事项名称"), max_length=200)
    reach = models.CharField(_("通办范围"), max_length=16, choices=Reach)
    partners = models.CharField(_("合作地区"), max_length=200)
    agreement = models.CharField(_("协议名称"), max_length=100, blank=True)
    agreed_on = models.DateField(_("签订日期"))
    valid_to = models.DateField(_("终止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("通办事项")
        constraints = [models.UniqueConstraint(fields=["organisation", "reach", "code"], name="one_cross_region_item")]

    def __str__(self) -> str:
        return self.name


class PointKind(models.TextChoices):
    """服务场所类别."""

    HALL = "hall", _("政务服务大厅")
    TOWNSHIP_CENTRE = "township_centre", _("乡镇（街道）便民服务中心")
    VILLAGE_STATION = "village_station", _("村（社区）便民服务站")
    SELF_SERVICE = "self_service", _("自助服务点")


class ServicePoint(Record):
    """服务场所: halls, township centres, village stations."""

    code = models.CharField(_("场所编码"), max_length=24)
    name = models.CharField(_("场所名称"), max_length=100)
    kind = models.CharField(_("类别"), max_length=16, choices=PointKind)
    division = models.CharField(_("区划代码"), max_length=12, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    windows = models.PositiveSmallIntegerField(_("窗口数"), default=0)
    items = models.PositiveIntegerField(_("进驻事项数"), default=0)
    staff = models.PositiveSmallIntegerField(_("工作人员数"), default=0)
    online = models.BooleanField(_("接入政务服务网"), default=True)
    all_hours = models.BooleanField(_("不打烊"), default=False)
    opened_on = models.DateField(_("启用日期"))
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("服务场所")
        constraints = [models.UniqueConstraint(fields=["code"], name="one_service_point")]

    def __str__(self) -> str:
        return self.name


class Dimension(models.TextChoices):
    """“五减”维度."""

    ITEMS = "items", _("减事项")
    STEPS = "steps", _("减环节")
    MATERIALS = "materials", _("减材料")
    DAYS = "days", _("减时限")
    PROOFS = "proofs", _("减证明")


class Reduction(Record):
    """“五减”: counts before and after one round, by unit and dimension."""

    round = models.PositiveSmallIntegerField(_("轮次"))
    dimension = models.CharField(_("维度"), max_length=10, choices=Dimension)
    before = models.PositiveIntegerField(_("改革前"))
    after = models.PositiveIntegerField(_("改革后"))
    concluded_on = models.DateField(_("完成日期"))

    class Meta:
        verbose_name = _("五减台账")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "round", "dimension"], name="one_reduction"),
            models.CheckConstraint(
                condition=Q(after__lte=F("before")),
                name="reduced",
                violation_error_message=_("改革后的数不得大于改革前的数"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_dimension_display()}"


class Mode(models.TextChoices):
    """职权变动方式."""

    UNDERTAKEN = "undertaken", _("承接下放")
    CANCELLED = "cancelled", _("取消")
    ADJUSTED = "adjusted", _("调整")
    CONCENTRATED = "concentrated", _("划转集中许可")
    EMPOWERED = "empowered", _("赋权基层、园区")


class PowerChange(Record):
    """职权变动: a power taken over, cancelled, adjusted, moved to the licensing bureau or handed down."""

    code = models.CharField(_("事项编码"), max_length=64)
    name = models.CharField(_("事项名称"), max_length=200)
    mode = models.CharField(_("变动方式"), max_length=16, choices=Mode)
    origin = models.CharField(_("原实施单位"), max_length=80)
    receiver = models.CharField(_("承接单位"), max_length=80, blank=True)
    basis = models.CharField(_("依据"), max_length=200)
    changed_on = models.DateField(_("变动日期"))
    capable = models.BooleanField(_("具备承接能力"), default=True)
    shortfall = models.CharField(_("承接困难"), max_length=200, blank=True)
    supervisor = models.CharField(_("后续监管部门"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("职权变动")
        constraints = [models.UniqueConstraint(fields=["organisation", "code", "mode"], name="one_change_of_a_power")]

    def __str__(self) -> str:
        return self.name


class Assistance(Record):
    """帮代办: a request for help, done by an agent on the applicant's authority, confirmed by the applicant."""

    number = models.CharField(_("帮办编号"), max_length=40)
    applicant = models.CharField(_("服务对象"), max_length=80)
    item_code = models.CharField(_("事项编码"), max_length=64)
    agent = models.CharField(_("帮办人员"), max_length=40)
    authorised = models.BooleanField(_("已取得授权"), default=False)
    requested_on = models.DateField(_("申请日期"))
    done_on = models.DateField(_("办结日期"), null=True, blank=True)
    confirmed_on = models.DateField(_("确认日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("帮代办")
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_assistance")]

    def __str__(self) -> str:
        return self.number
