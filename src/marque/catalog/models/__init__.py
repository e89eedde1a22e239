from marque.catalog.models.goods import Accessory, ServiceItem, Unit
from marque.catalog.models.library import Brand, CarModel, Series
from marque.catalog.models.trims import (
    BodyStyle,
    Colour,
    ColourPlace,
    Drivetrain,
    EnergyType,
    RangeCycle,
    Trim,
    TrimPrice,
    TrimQuerySet,
    msrp_of,
)

__all__ = [
    "Accessory",
    "BodyStyle",
    "Brand",
    "CarModel",
    "Colour",
    "ColourPlace",
    "Drivetrain",
    "EnergyType",
    "RangeCycle",
    "Series",
    "ServiceItem",
    "Trim",
    "TrimPrice",
    "TrimQuerySet",
    "Unit",
    "msrp_of",
]
