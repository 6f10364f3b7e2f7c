"""The tables between the rooms: their public field names, kinds and meanings, decided here and nowhere else."""

from __future__ import annotations

from .write import FLAG, INTEGER, REAL, TEXT, TIME, Column

CRIMES = (
    Column("occurred_from", TIME, "Earliest time the crime can have happened (UTC)"),
    Column(
        "occurred_to",
        TIME,
        "Latest time the crime can have happened (UTC); a month or a day where that is all that is known",
    ),
    Column("crime_type", TEXT, "Type of crime, as the source names it"),
    Column("harm", REAL, "Harm weight; empty where none is given"),
    Column("place", TEXT, "Where, in the source's words, such as “On or near High Street”"),
    Column("source", TEXT, "File and row that the crime came from"),
)
REJECTS = (
    Column("source", TEXT, "File that the row came from"),
    Column("row", INTEGER, "Row of the file, the header being 1, or the point's number in a track file"),
    Column("reason", TEXT, "Why the row could not be used"),
    Column("content", TEXT, "The row as it stands in the file"),
)
HOTSPOTS = (
    Column("hotspot_id", TEXT, "The hotspot's key; the same place has the same key in every run"),
    Column("name", TEXT, "Name for people"),
    Column("method", TEXT, "How it was made: hex, h3, area, corridor or given"),
    Column("shift", TEXT, "Shift it is for: all, day or night"),
    Column("rank", INTEGER, "1 is the hottest"),
    Column("crimes", INTEGER, "Crimes in the hotspot"),
    Column("harm", REAL, "Sum of the weights of its crimes; empty where no weight is given"),
    Column("crimes_per_day", REAL, "Crimes a day over the days observed; empty where no time is given"),
    Column("crime_share", REAL, "Its share of all crimes used (0–1)"),
    Column("area_ha", REAL, "Area (hectares)"),
    Column("length_m", REAL, "Street length (metres); empty for areas"),
    Column("walk_min", REAL, "Minutes to walk through it; empty for hexagons, 0 for an area of one cell"),
    Column("persistence", REAL, "Share of the months observed in which it had a crime (0–1)"),
    Column("peak_days", TEXT, "Days of the week with more crime than chance; empty where the data cannot tell"),
    Column("peak_hours", TEXT, "Hours with more crime than chance; empty where the data cannot tell"),
)
RANKS = (
    Column("rank_crimes", INTEGER, "Rank among these by the number of crimes"),
    Column("rank_harm", INTEGER, "Rank among these by harm; empty where no weight is given"),
    Column(
        "rank_less_one", INTEGER, "Rank among these by harm without each one’s heaviest crime; empty without weight"
    ),
)
AREAS = (
    Column("cells", INTEGER, "Cells that it is made of"),
    Column("cluster_id", TEXT, "Areas with the same value are close together and can share an allocation"),
    Column("cluster_areas", INTEGER, "Areas of the cluster, this one included"),
)
CONCENTRATION = (
    Column("period", TEXT, "Calendar period, or all"),
    Column("starts", TIME, "First day of the period, by the clocks of the time zone asked for; empty for all"),
    Column("crimes", INTEGER, "Crimes at a place"),
    Column("places", INTEGER, "Places, with crime or without; the same in every period"),
    Column("places_with_crime", INTEGER, "Places with a crime in the period"),
    Column("gini", REAL, "Gini coefficient (0–1); empty without crimes"),
    Column("gini_generalised", REAL, "Generalised Gini coefficient of Bernasco and Steenbeek (0–1)"),
    Column("gini_unbiased", REAL, "The same, 1 if one place has all crime; empty for a single crime"),
    Column("places_25", INTEGER, "Fewest places that hold 25 % of the crimes"),
    Column("share_25", REAL, "Their share of all places (0–1)"),
    Column("length_share_25", REAL, "Their share of the street length (0–1); empty for hexagons"),
    Column("places_50", INTEGER, "Fewest places that hold 50 % of the crimes"),
    Column("share_50", REAL, "Their share of all places (0–1)"),
    Column("length_share_50", REAL, "Their share of the street length (0–1); empty for hexagons"),
    Column("chance_gini", REAL, "Gini coefficient to expect if crimes fell at random"),
    Column("chance_generalised", REAL, "Generalised Gini coefficient to expect if crimes fell at random"),
    Column("chance_25", REAL, "Share of places with 25 % of the crimes to expect if crimes fell at random (0–1)"),
    Column("chance_50", REAL, "Share of places with 50 % of the crimes to expect if crimes fell at random (0–1)"),
    Column(
        "kept_25",
        REAL,
        "Share of the crimes at the places that held 25 % in the period before (0–1); empty without one",
    ),
)
CENTRELINES = (
    Column("hotspot_id", TEXT, "Corridor that the link is part of"),
    Column("rank", INTEGER, "The corridor's rank"),
    Column("name", TEXT, "Name of the street; empty where it has none"),
    Column("crimes", INTEGER, "Crimes on the link"),
    Column("harm", REAL, "Sum of the weights of its crimes; empty where no weight is given"),
    Column("expected", REAL, "Crimes (or harm) to expect in as long a time, after the streets around it too"),
    Column("length_m", REAL, "Length of the link (metres)"),
    Column("snap_m", REAL, "Mean distance of its crimes from it (metres); empty without crimes"),
    Column("named_share", REAL, "Share of its crimes whose text names this street (0–1); empty without crimes"),
)
COMPARISON = (
    Column("layer", TEXT, "Hotspot layer"),
    Column("hotspots", INTEGER, "Its hotspots"),
    Column("on_training", FLAG, "Whether it was built from the crimes it is scored on; empty where nothing tells"),
    Column("crimes", INTEGER, "Crimes scored: later ones in the study area"),
    Column("hits", INTEGER, "Those in a hotspot, each counted once"),
    Column("hit_rate", REAL, "Share of the crimes in a hotspot (0–1)"),
    Column("hit_low", REAL, "Lower end of its 95 % interval; empty where the samples do not vary, as all other ends"),
    Column("hit_high", REAL, "Upper end of its 95 % interval"),
    Column("difference", REAL, "Hit rate less that of the first layer; empty for the first"),
    Column("difference_low", REAL, "Lower end of its 95 % interval"),
    Column("difference_high", REAL, "Upper end of its 95 % interval"),
    Column("area_ha", REAL, "Area in the study area, overlaps counted once (hectares); empty for lines"),
    Column("area_share", REAL, "Its share of the study area (0–1)"),
    Column("overlap_ha", REAL, "Area that several hotspots share (hectares)"),
    Column("pai", REAL, "Predictive accuracy index by area: hit rate over share of the area"),
    Column("pai_low", REAL, "Lower end of its 95 % interval"),
    Column("pai_high", REAL, "Upper end of its 95 % interval"),
    Column("pei", REAL, "Predictive efficiency index: hits over those of the best hexagons of the same area"),
    Column("pei_low", REAL, "Lower end of its 95 % interval"),
    Column("pei_high", REAL, "Upper end of its 95 % interval"),
    Column("length_m", REAL, "Street length in hotspots (metres); empty without streets"),
    Column("length_share", REAL, "Its share of all street length (0–1)"),
    Column("pai_length", REAL, "Predictive accuracy index by street length: hit rate over share of the length"),
    Column("pai_length_low", REAL, "Lower end of its 95 % interval"),
    Column("pai_length_high", REAL, "Upper end of its 95 % interval"),
    Column("pei_length", REAL, "Hits over those of the best street links of the same length"),
    Column("pei_length_low", REAL, "Lower end of its 95 % interval"),
    Column("pei_length_high", REAL, "Upper end of its 95 % interval"),
    Column("recapture", REAL, "Levine's recapture rate: share of later crime over share of earlier crime"),
    Column("rri", REAL, "Hits that the earlier share promised over hits, RRI in ptools; empty without a hit"),
    Column("clumpiness", REAL, "Clumpiness of the hotspots in hexagons: −1 scattered, 0 random, near 1 one clump"),
)
ARMS = (
    Column("arm", TEXT, "Trial arm"),
    Column("block", TEXT, "Block within which the arm was drawn; empty if there are none"),
    Column("cluster_id", TEXT, "Hotspots with the same value share an arm; empty if each is drawn alone"),
    Column("probability", REAL, "Probability of getting this arm (0–1)"),
)
SCHEDULE = (
    Column("hotspot_id", TEXT, "Hotspot"),
    Column("period", TEXT, "Date on which the period's day begins, and the part of the day where there are several"),
    Column("starts", TIME, "Start of the period (UTC)"),
    Column("ends", TIME, "End of the period, when the next one starts (UTC)"),
    Column("arm", TEXT, "Arm of the hotspot in the period: treatment or control"),
    Column("probability", REAL, "Probability of that arm in the period (0–1)"),
    Column("cluster_id", TEXT, "Hotspots with the same value share their arm; empty if each is drawn alone"),
    Column("stratum", TEXT, "Stratum that shares the treated among its own hotspots; empty if there are none"),
)
SEALS = (
    Column("week", INTEGER, "Week of the schedule; 1 is the first"),
    Column("first", TEXT, "First period of the week"),
    Column("last", TEXT, "Last period of the week"),
    Column("rows", INTEGER, "Hotspots and periods in the week"),
    Column("sha256", TEXT, "SHA-256 of the week's canonical form, to be published before the trial"),
)
DIFFERENCES = (
    Column("hotspot_id", TEXT, "Hotspot"),
    Column("period", TEXT, "Period of the schedule; empty without one, or where all of them are meant"),
    Column("what", TEXT, "What differs: a field, the row, or the hotspot itself"),
    Column("drawn", TEXT, "What was drawn"),
    Column("found", TEXT, "What the layer holds"),
)
BALANCE = (
    Column("variable", TEXT, "Field of the hotspots that is compared"),
    Column("arm", TEXT, "Trial arm"),
    Column("n", INTEGER, "Hotspots of the arm with a value"),
    Column("mean", REAL, "Mean, in the field's unit"),
    Column("sd", REAL, "Standard deviation, in the field's unit; empty for a single hotspot"),
    Column("difference", REAL, "Difference of the mean from the reference arm's; empty for that arm itself"),
    Column("std_difference", REAL, "The same in standard deviations (no unit); empty where nothing varies"),
    Column("by_chance", REAL, "Size that a fair draw's standardised difference stays within 19 times in 20"),
)
FIXES = (
    Column("unit", TEXT, "Pseudonym of the unit or device"),
    Column("time", TIME, "When (UTC)"),
    Column("accuracy_m", REAL, "Horizontal accuracy (metres); empty where the device does not say"),
    Column("speed_ms", REAL, "Speed as the device gives it (m/s); empty where it does not"),
    Column("source", TEXT, "File or layer that the fix came from"),
    Column("segment", INTEGER, "Stretch of unbroken recording of the unit"),
)
TRUTH = (
    Column("unit", TEXT, "Simulated unit, as its GPX file is named"),
    Column("hotspot_id", TEXT, "Hotspot that it was in"),
    Column("enter", TIME, "Entered, exact (UTC)"),
    Column("leave", TIME, "Left, exact (UTC)"),
    Column("minutes", REAL, "Minutes inside"),
    Column("targeted", FLAG, "Whether the unit patrolled there; if not, it only passed through"),
)
PINGS = (
    Column("unit", TEXT, "Pseudonym of the unit or device"),
    Column("fixes", INTEGER, "Fixes"),
    Column("segments", INTEGER, "Stretches of unbroken recording"),
    Column("first", TIME, "First fix (UTC)"),
    Column("last", TIME, "Last fix (UTC)"),
    Column("ping_s", REAL, "Median seconds between fixes of a segment; empty for single fixes"),
    Column("ping_95_s", REAL, "95 % of these times are no longer (seconds)"),
    Column("longest_s", REAL, "The longest of these times (seconds)"),
)
VISITS = (
    Column("visit_id", TEXT, "Key of the visit: unit, hotspot and entry"),
    Column("unit", TEXT, "Pseudonym of the unit or device"),
    Column("hotspot_id", TEXT, "Hotspot visited"),
    Column("enter", TIME, "Entered, interpolated on the boundary (UTC)"),
    Column("leave", TIME, "Left, interpolated on the boundary (UTC)"),
    Column("minutes", REAL, "Minutes inside"),
    Column("minutes_low", REAL, "Lower end of the 95 % bounds of the minutes inside"),
    Column("minutes_high", REAL, "Upper end of the 95 % bounds of the minutes inside"),
    Column("stopped_min", REAL, "Minutes standing, within 15 m for a minute or longer"),
    Column("foot_min", REAL, "Minutes moving on foot"),
    Column("vehicle_min", REAL, "Minutes moving in a vehicle, or waiting in traffic"),
    Column("unknown_min", REAL, "Minutes of unknown mode: the fixes are too far apart, or the mode is in doubt"),
    Column("mode", TEXT, "Mode for most of the visit: stopped, foot, vehicle or unknown"),
    Column("ping_s", REAL, "Median seconds between the unit's fixes, gaps included; empty for a single fix"),
    Column("measurable", FLAG, "Whether fixes this far apart can show a visit of the wanted length"),
    Column("arm", TEXT, "Arm of the hotspot when the visit began"),
    Column("period", TEXT, "Period of the schedule that the visit began in; empty without one"),
)
REPORTED = (
    *VISITS,
    Column("bundle_id", TEXT, "Package that the patrol names"),
    Column("revision", INTEGER, "How often the device changed the patrol; 0 where it does not count"),
    Column("fixes", INTEGER, "Positions recorded during the patrol"),
    Column("package_mark", TEXT, "What is wrong with the package: unknown, expired, superseded; empty if nothing is"),
    Column("task_mark", TEXT, "What is wrong with the place: not in the package, or not then; empty if nothing is"),
    Column("limit_mark", TEXT, "Which patrol it was of at most how many; empty within the limit"),
    Column("clock_mark", TEXT, "What is wrong with the times; empty if nothing is"),
    Column("position_mark", TEXT, "What is wrong with the positions; empty if nothing is"),
)
NOTES = (
    Column("visit_id", TEXT, "Patrol that the note belongs to"),
    Column("hotspot_id", TEXT, "Hotspot of the patrol"),
    Column("time", TIME, "When the patrol began (UTC)"),
    Column("notes", TEXT, "What the officer wrote: no intelligence, no crime record"),
    Column("looks_like", TEXT, "What it may hold that is personal, such as a number plate; empty if nothing is seen"),
)
# what is said of no unit being tracked holds for every number: pings that do not exist show nothing, not even zero
DOSAGE = (
    Column("hotspot_id", TEXT, "Hotspot"),
    Column("period", TEXT, "Period of the schedule; empty without one"),
    Column("arm", TEXT, "Arm of the hotspot in the period"),
    Column("visits", INTEGER, "Visits that began in the period; empty where no unit was tracked in it"),
    Column("officer_min", REAL, "Officer-minutes: minutes of all units added up; empty where no unit was tracked"),
    Column("patrol_min", REAL, "Patrol-minutes: minutes with at least one unit there; empty where no unit was tracked"),
    Column("foot_min", REAL, "Officer-minutes moving on foot; empty where no unit was tracked"),
    Column("vehicle_min", REAL, "Officer-minutes moving in a vehicle; empty where no unit was tracked"),
    Column("stopped_min", REAL, "Officer-minutes standing; empty where no unit was tracked"),
    Column("median_visit_min", REAL, "Median minutes of a visit; empty without visits"),
    Column(
        "longest_gap_h",
        REAL,
        "Longest time without a unit there, from the first to the last moment tracked in the period (hours)",
    ),
    Column(
        "effective_visits", INTEGER, "Visits whose minutes are within the dose window; empty where no unit was tracked"
    ),
    Column(
        "complied",
        FLAG,
        "Whether it had an effective visit; empty for control, without an arm, where no unit was tracked",
    ),
    Column("over_limit", FLAG, "Whether it had more visits than the upper limit; empty without a limit"),
)
RINGS = (
    Column("ring_id", TEXT, "Key of the ring: hotspot and ring"),
    Column("hotspot_id", TEXT, "Hotspot that it is round"),
    Column("arm", TEXT, "Arm of that hotspot; empty where it has none, as in a crossover trial"),
    Column("ring", INTEGER, "1 is the innermost"),
    Column("from_m", REAL, "Nearest distance from the hotspot (metres)"),
    Column("to_m", REAL, "Furthest distance from the hotspot (metres)"),
    Column("area_ha", REAL, "Area (hectares)"),
    Column("kept", REAL, "Share of the whole ring that is left after cutting (0–1)"),
)
POWER = (
    Column("fall", REAL, "Fall in crime that is really there (0–1)"),
    Column("ratio", REAL, "Rate ratio, treated to control"),
    Column("power", REAL, "Chance that the trial finds it (0–1)"),
    Column("missed", REAL, "Chance that the trial misses it (0–1)"),
    Column("simulated", REAL, "Share of simulated trials that found it (0–1); empty without simulation"),
    Column("simulated_se", REAL, "Standard error of that share"),
    Column("place_days", REAL, "Place-days that the control arm needs for the power wanted; empty if none are enough"),
    Column("days", REAL, "Days that these hotspots need for it; empty if no length is enough"),
    Column("hotspots", REAL, "Hotspots that these days need for it; empty if no number is enough"),
    Column("crimes", REAL, "Crimes to expect in the arm that has fewer"),
)
EVALUATION = (
    Column("outcome", TEXT, "What was counted, and where"),
    Column("method", TEXT, "How the estimate was made"),
    Column("estimate", REAL, "Rate ratio, or number of crimes for WDD; empty where it cannot be estimated"),
    Column("low", REAL, "Lower end of the interval; empty where there is none"),
    Column("high", REAL, "Upper end of the interval; empty where there is none"),
    Column("p", REAL, "Two-sided p-value (0–1)"),
    Column("treated", REAL, "Crimes (or harm) in treated place-periods"),
    Column("control", REAL, "Crimes (or harm) in control place-periods"),
    Column("treated_days", REAL, "Place-days treated"),
    Column("control_days", REAL, "Place-days control"),
    Column("meaning", TEXT, "How to read the estimate"),
)
PLACE_RESULTS = (
    Column("hotspot_id", TEXT, "Hotspot"),
    Column("treated_crimes", INTEGER, "Crimes in its treated periods"),
    Column("treated_days", REAL, "Days that it was treated"),
    Column("control_crimes", INTEGER, "Crimes in its control periods"),
    Column("control_days", REAL, "Days that it was control"),
    Column("before_crimes", INTEGER, "Crimes before the trial; empty without a baseline"),
    Column("before_days", REAL, "Days before the trial; empty without a baseline"),
)
