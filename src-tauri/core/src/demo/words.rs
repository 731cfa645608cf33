//! What the sample office is made of. Nobody here exists.

pub const FIRST_NAMES: &[&str] = &[
    "Rosalind",
    "Walter",
    "Mei-Ling",
    "Tomás",
    "Gladys",
    "Harold",
    "Ines",
    "Bernard",
    "Lorraine",
    "Samuel",
    "Edith",
    "Nikolai",
    "Amara",
    "Ruth",
    "Ottoline",
    "Desmond",
    "Amparo",
    "Cornelius",
    "Philippa",
    "Augustin",
    "Winifred",
    "Leopold",
    "Hyacinth",
    "Ambrose",
    "Cordelia",
    "Thaddeus",
    "Millicent",
    "Barnaby",
    "Eudora",
    "Fitzgerald",
    "Guinevere",
    "Horatio",
    "Isadora",
    "Jasper",
    "Keziah",
    "Lysander",
    "Marigold",
    "Nehemiah",
    "Ophelia",
    "Percival",
];

pub const LAST_NAMES: &[&str] = &[
    "Okafor",
    "Brandt",
    "Zhao",
    "Herrera",
    "Petrov",
    "Simms",
    "Carvalho",
    "Achebe",
    "Kowalski",
    "Adeyemi",
    "Langford",
    "Voss",
    "Diallo",
    "Feldman",
    "Marsh",
    "Achterberg",
    "Quintana",
    "Webb",
    "Thistlewood",
    "Applegarth",
    "Birdwhistle",
    "Candlewick",
    "Drinkwater",
    "Everbright",
    "Fairweather",
    "Goldfinch",
    "Hollyoak",
    "Inkpen",
    "Juniper",
    "Kettlewell",
    "Lamplighter",
    "Merriweather",
    "Nightingale",
    "Overbrook",
    "Pennyfeather",
    "Quillfeather",
    "Rainbird",
    "Starling",
    "Underhill",
    "Wintergreen",
    "Yarrow",
    "Núñez",
];

pub const STAFF: &[&str] = &["Luis Ortega", "Priya Nair", "Hollis Greene", "Marguerite Bloom", ""];

pub const SOURCES: &[&str] =
    &["Event", "Word of mouth", "Partner", "Web", "Facebook", "Phone book or ad", "Other", "Transfer"];

pub const OTHER_SOURCES: &[&str] = &["Church bulletin", "Bus shelter poster", "Walk-in", "Radio"];

pub const EVENTS: &[&str] = &[
    "Spring Health Fair",
    "Senior Center Talk",
    "County Fair Booth",
    "Library Morning",
    "Memory Walk",
    "Harvest Supper",
];

pub const WORD_OF_MOUTH: &[&str] = &["Client", "Caregiver", "Community", "Family or friend"];

pub const STAGES: &[&str] = &[
    "New inquiry",
    "Contacted",
    "Care started",
    "Assessment scheduled",
    "Lost",
    "Assessment done",
    "Referral sent",
    "Authorized",
    "Not eligible",
    "Hold",
];

pub const STATUSES: &[&str] =
    &["Initial call", "Reached", "Left message", "Call back", "No response", "Not interested"];

pub const RELATIONS: &[&str] = &["Daughter", "Son", "Spouse", "Sibling", "Neighbor", "Friend"];

pub const CONTACTS: &[&str] = &["Ada", "Bruno", "Clementine", "Dorian", "Estelle", "Felix", "Greta", "Hugo"];

pub const COMMENTS: &[&str] = &[
    "",
    "",
    "Prefers mornings.",
    "Two cats in the home.",
    "Daughter will call back.",
    "Asked for weekend care.",
    "Waiting on the Medicaid waiver.",
    "Wheelchair ramp needed.",
    "Discharge planned for Friday.",
    "Call after 5 pm, ask for the neighbor if nobody answers.",
    "Wants the same aide as her sister.",
    "Speaks Spanish at home; an aide who does too would help.",
];

pub const CITIES: &[(&str, &str, u64)] = &[
    ("Philadelphia", "PA", 19_120),
    ("Chester", "PA", 19_013),
    ("Bristol", "PA", 19_007),
    ("Norristown", "PA", 19_401),
    ("Camden", "NJ", 8_100),
    ("Upper Darby", "PA", 19_082),
    ("Allentown", "PA", 18_101),
];
