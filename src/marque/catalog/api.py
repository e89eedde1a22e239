"""What other apps may use of the catalogue."""

from marque.catalog.models import (
    Accessory,
    BodyStyle,
    Brand,
    CarModel,
    Colour,
    ColourPlace,
    Drivetrain,
    EnergyType,
    Series,
    ServiceItem,
    Trim,
    TrimPrice,
    Unit,
    msrp_of,
)
from marque.catalog.queries.compare import Comparison, compare_trims
from marque.catalog.queries.library import (
    find_list_price,
    get_trim,
    list_accessories,
    list_colours,
    list_trims,
    list_trims_on_sale,
)
from marque.catalog.services.save_record import (
    save_accessory,
    save_colour,
    save_service_item,
    save_trim,
)
from marque.catalog.services.set_price import set_price
from marque.catalog.services.set_prices import set_prices

__all__ = [
    "Accessory",
    "BodyStyle",
    "Brand",
    "CarModel",
    "Colour",
    "ColourPlace",
    "Comparison",
    "Drivetrain",
    "EnergyType",
    "Series",
    "ServiceItem",
    "Trim",
    "TrimPrice",
    "Unit",
    "compare_trims",
    "find_list_price",
    "get_trim",
    "list_accessories",
    "list_colours",
    "list_trims",
    "list_trims_on_sale",
    "msrp_of",
    "save_accessory",
    "save_colour",
    "save_service_item",
    "save_trim",
    "set_price",
    "set_prices",
]
