<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name>AssignArms</name>
    <message>
        <source>Assign hotspots to trial arms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hotspots of the trial: polygons, lines, points or a table, in any order, each with a key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key of the hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field that names each hotspot; no two may share a key. The draw depends on it, so keep it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arms and their weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names and weights: treatment=1,control=1 for halves, treatment=1,control=2 for one to two. Names are letters, digits, _ and -; weights are numbers above 0, and only their ratio matters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 complete: one draw over all hotspots, in which the arms get the numbers that their weights ask for. 1 block: such a draw in each block, so that the arms are alike in what the blocks stand for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the block method: field with each hotspot&apos;s block, such as its district.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any text, chosen before the draw and written down, such as the trial&apos;s name and the date. The same seed gives the same draw for ever. There is no default: whoever answers for the draw chooses it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hotspots with all their fields, and arm, block, cluster_id (empty here) and probability (0–1) of getting this arm. Their key stands in hotspot_id, as text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allocation as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The allocation in its canonical form: the file whose SHA-256 is HASH, for the trial&apos;s records.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Balance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of mean, standard deviation and standardised difference of each numeric field in each arm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the allocation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed of the draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots in each arm (JSON)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The block method needs a block: choose BLOCK_FIELD, or the complete method.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields of the hotspots that this draw replaces: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Balance of the arms: mean ± standard deviation (hotspots with a value)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The field {} is not used, since the method is complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} hotspots drawn at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} hotspots drawn in {} blocks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed: “{}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arm {}: {} hotspots; each hotspot&apos;s chance of it was {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the allocation, to be kept with the seed: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} with {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} pairs of hotspots overlap ({}), by up to {:.2%} of the smaller one. {} of the pairs are in different arms: a patrol in their common ground reaches both.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BuildHexHotspots</name>
    <message>
        <source>Build hexagon hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hexagons, rank 1 being the hottest, with crimes, share of all crimes, area and persistence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes counted, in hotspots or not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes left out: unusable or excluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the crimes counted in hotspots (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Area of all hotspots together (hectares)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the hotspots&apos; ids in order of rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points, one a crime, as Import crimes makes them, filtered to crimes that patrols can prevent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hexagons of equal area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>H3 cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hexagons of exactly the area asked for, the same in every run; or the cells of Uber&apos;s H3, to match other H3 data (needs the Python library h3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Area of a hexagon (hectares)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Area of each hexagon in hectares; 5 is about seven football pitches, 240 m across. Not for H3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>H3 resolution (0–15)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resolution of H3 cells, 0 to 15: 10 is about 1.5 ha, 9 about 10.5 ha. Only for H3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight (harm)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank by the sum of this number, such as days of harm (0 or more); a crime without one adds 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date or time (UTC), such as occurred_from: gives crimes per day and the share of months with any.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewest crimes of a hotspot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hexagons with fewer crimes are left out (number, 1 or more).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep so many of the hottest hexagons; empty keeps all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least distance of centres (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metres between the centres of any two hotspots, so that patrols of one do not spill into another; the hotter is kept. 0 does not separate; 500 has been used in trials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places to exclude</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons such as prisons or hospitals: crimes inside them or on their edge are not counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} crimes in {cells} cells; {count} hotspots hold {share} of them on {area} ha.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} hotspots were asked for; only {} could be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes cover {} days in {} months, {} to {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All times are the first of a month: they are months, unfit for peak days or hours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All times are midnights: they are days, unfit for peak hours.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CalculateDosage</name>
    <message>
        <source>Calculate patrol dosage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One point a visit, at the unit&apos;s mean place inside: who, where, when (UTC), minutes inside with the least and the most that the fixes allow, and whether they can show a visit of the wanted length.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dosage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One polygon for each hotspot and period: visits, officer-minutes (sum over units), patrol-minutes (at least one unit there), longest gap and visits within the dose window. 0 where nobody came, empty where no unit was tracked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Officer-minutes in all hotspots and periods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patrol-minutes in all hotspots and periods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots times periods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots times periods in which no unit was tracked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fixes used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fixes left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hours in which a unit&apos;s place is known, over all units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hours in gaps between a unit&apos;s fixes, over all units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fixes of all units as points, such as Import tracks makes, in any order and any CRS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field that says whose fix it is: a pseudonym of the unit or device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field with date and time of the fix, or ISO 8601 text. Times without a zone are taken as UTC.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hotspots as polygons, all arms. They may overlap; a field “arm” is used where there is one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key of the hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field that names each hotspot; no two may share a key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table with hotspot_id, period, starts, ends (UTC) and arm. Without it the whole time that was tracked is one period. Without arm, the arms are those of the hotspots.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest gap between fixes (seconds)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds. Between fixes further apart in time nobody knows where the unit was, and nothing is counted. The longer the gap, the less a straight line at constant speed is true of a unit that stops and goes: 300 s is about as far as it can be believed for visits of 8 minutes and more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Away and still on the same visit (seconds)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds. Who is back within this time has not left: GPS drifts over the edge. The time away is not counted. 0 makes every exit the end of a visit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dose window from (minutes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minutes. A visit at least this long, and not longer than the window, is effective (Koper 1995).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dose window to (minutes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minutes. Longer visits add little, and are not counted as effective.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upper limit of visits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visits to a hotspot in a period; one that had more is over the limit. Empty: no limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortest visit to be measured (minutes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minutes. Visits of a unit whose fixes are further apart than a third of this are not measurable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Control arm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the arm that no visits are asked of: complied is empty for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The longest gap is {:g} s: it must be more than 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The time away is {:g} s: it must be 0 or more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The shortest visit is {:g} minutes: it must be more than 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The upper limit is {} visits: it must be 1 or more.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrimeConcentration</name>
    <message>
        <source>Crime concentration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report for people: Lorenz curve, development over time and what the numbers mean, in one file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Concentration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table with one row for all crimes and one a period: Gini coefficients and shares of places.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes at a place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes left out: unusable or at no place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places, with crime or without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Periods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gini coefficient of all crimes (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generalised Gini coefficient of all crimes (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of places that hold 25 % of crime (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of places that hold 50 % of crime (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points, one a crime, as Import crimes makes them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hexagons of equal area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Street links</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a place is. 0: hexagons of the same lattice as Build hexagon hotspots. 1: links of the street network, each crime at its nearest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Area of a hexagon (hectares)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Area of each hexagon in hectares. Not for street links.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Streets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For street links: lines, one a link from junction to junction. Every link counts as a place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Snap distance (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For street links: a crime further from its nearest link than so many metres is at no place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Study area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons, such as the force area: every place in them counts, with crime or without, and crimes outside do not. Without it only hexagons with a crime count, which understates concentration; street links all count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date or time (UTC), such as occurred_from; needed for periods.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Years</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quarters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Months</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0: all crimes at once. 1 years, 2 quarters, 3 months: each calendar period (UTC) on its own as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Street links need a layer of streets: choose one for STREETS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Periods need the crimes&apos; times: choose TIME_FIELD, or all at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>street links</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hexagons of {} ha</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the {} crimes is at any of the {}: check that the layers are of one area.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} crimes are at no place: outside the study area, or too far from a street.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No study area is given, so only hexagons with a crime count as places: with the empty ones among them crime would be more concentrated. Only the generalised Gini hardly depends on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Many crimes share the same coordinates, as police.uk&apos;s anonymised ones do: how they concentrate on street links is partly the work of the anonymisation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{crimes} crimes at {places} {unit}: 25 % of them at {quarter} of the places (at random: {random}), 50 % at {half}; Gini {gini}, generalised {generalised}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <source>Hotspot policing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the steps from crimes to a package for the phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not available: enable the Processing plugin, and see the log for missing libraries.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DisplacementRings</name>
    <message>
        <source>Draw displacement rings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All hotspots of the trial, of all arms: rings round control hotspots are the comparison for those round treated ones. A field “arm” is handed on to the rings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key of the hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field that names each hotspot; no two may share a key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Far edges of the rings (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metres from the edge of the hotspot to the far edge of each ring, growing: 50,100,150 makes rings from 0 to 50, 50 to 100 and 100 to 150 m. One number makes one ring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One polygon for each hotspot and ring, cut so that no two share ground and none enters a hotspot: ground in the reach of two hotspots belongs to the nearer one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rings that were cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rings of which nothing is left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} rings round {} hotspots; {} of them were cut where they met a hotspot or another&apos;s rings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} rings have no ground left and are not in the output.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} hotspots ({}) have neighbours so near that less than half of their rings is left: crime that moved from one of them may have moved into another hotspot.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DosageLog</name>
    <message>
        <source>{} of {} fixes of {} units used, {} to {} UTC.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} fixes left out, which have {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units send a fix every {:g} to {:g} s (the median of each unit).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places are known for {:,.1f} unit-hours; {:,.1f} h lie in gaps of more than {:g} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {} units send fixes more than {:g} s apart, so most of their time is unknown: such pings cannot show dosage, unless a longer gap (MAX_GAP) can be justified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} fixes inside hotspots stand alone, with gaps on both sides: somebody was there, but nobody knows how long, and they count for nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No track comes nearer to the hotspots than {:,.1f} km: check that both belong together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} visits, {} officer-minutes, {} patrol-minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} visits are by units whose fixes are too far apart to measure them (MIN_VISIT): their minutes are likely to be too low.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} visits began outside the periods of their hotspots.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No unit was tracked in any period: the tracks are from {} to {}, the periods from {} to {} UTC. All dosage is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In {} of {} hotspots × periods no unit was tracked: their dosage is empty, not 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arm {}: {} hotspots × periods, {:.1f} patrol-minutes each on average; {:.0%} had a visit, {:.0%} an effective one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportPackage</name>
    <message>
        <source>Export package for the field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots with a key, in any coordinate system, as “Build hexagon hotspots” and “Assign hotspots to trial arms” make them or drawn by hand. If they have a column arm, only those of the arm below travel. Used where there: name, rank, shift, method, crimes, crimes_per_day, crime_share, peak_days, peak_hours. No other column travels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key of the hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field that names each hotspot; no two may share a key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arm that travels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots of this arm are packed; all others stay, and nothing in the package tells that there are any.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points from which the briefings take why a place is hot: number, types (crime_type) and months (occurred_from, occurred_to) of the crimes inside. Only counts travel, no crime and no address. Without it, the hotspots&apos; own columns are used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What officers know the package by, such as “Operation Larch, week 14”; up to 200 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date, or date and time, from which the package is to be used, in the time zone below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last date (to the end of that day), or date and time, at which it is to be used. Pages show it; they cannot enforce it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most patrols of a hotspot a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upper limit (patrols a day and hotspot) that briefings ask officers to keep; empty for none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone of the validity, such as Europe/London; pages show its local time, files hold UTC.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packages (*.zip)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zip with briefings, hotspots.gpkg, hotspots.geojson and manifest.json. Give it a new name for each issue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots in the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots that stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files in the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the manifest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id that the content gives the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of {} crimes with a location, {} lie in the hotspots that travel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} hotspots travel in {}, {} stay. Read this number out to whoever gets the package, so that they can compare it: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} HAS NO COLUMN arm, SO ALL {} HOTSPOTS TRAVEL. If some of them are controls of a trial, do not hand the package out: run “Assign hotspots to trial arms” first, or join its result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} hotspots that travel overlap hotspots that stay: patrols there reach both, which blurs the trial.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No crime of {} has a location, so nothing can be counted: leave CRIMES out or correct it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {} crimes have no usable location and are not counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {} is no date, so it is left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LIMIT is {}: give a whole number of patrols a day.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The time zone “{}” is not known: use a name such as Europe/London.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is no date: give one such as 2026-03-01 or 2026-03-01T06:00.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImportCrimes</name>
    <message>
        <source>Import crimes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files and folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV file, or folder of CSV files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A CSV file (.csv or .csv.gz), or a folder: type or paste its path, and every CSV file in it and in the folders in it is read. Street-level files from police.uk need nothing else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CRS of the coordinates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the coordinates are in: EPSG:4326 for longitude and latitude in degrees (as on police.uk), EPSG:27700 for British easting and northing in metres. The output has the same CRS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone of local times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IANA name of the zone that times are in where the file gives no offset, such as Europe/London. Times are stored in UTC; days and months stay the days and months that the file gives.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point layer, one crime a point, with the earliest and the latest time (UTC) it can have happened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows that could not be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of the rows left out, each with its file, row number (the header is row 1), reason and content.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date of the first crime (UTC)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date of the last crime (UTC)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the files read, one after another by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not needed for police.uk. Capitals do not matter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column of longitude or easting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the column with x.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column of latitude or northing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the column with y.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column of date or time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the column that says when: 2018-07, 2018-07-31, 2018-07-31 23:05, 2018-07-31T22:05Z, 31/07/2018 23:05 or 07/31/2018 11:05 PM. Left empty, crimes have no time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column of crime type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the column with the type of crime.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column of place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the column with the place in words, such as the street.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column of harm weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the column with each crime&apos;s weight, 0 or more, such as the days of the Cambridge Crime Harm Index. In police.uk files it is read where somebody has added it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not there: check the path of INPUT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The CRS is not valid: choose one, EPSG:4326 for longitude and latitude.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImportTracks</name>
    <message>
        <source>Import tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPX files or folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPX files, or folders in which all GPX files are read, however deep. The name of a file names its unit, so use pseudonyms. A path or id of a point layer may stand here too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or a point layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points with a time each, instead of files. Its fields accuracy_m (metres), speed_ms (m/s) and segment are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of a layer: field that says which unit a point is of. Left out: unit, or else the layer is one unit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of a layer: field with date and time, or ISO text such as 2026-01-05T14:00:00Z. Left out: time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone of times without one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such as Europe/London. Left out: times of GPX files that have no zone are UTC, as GPX says; times of a layer must have one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fixes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One point a fix: unit, time (UTC), accuracy_m (metres), speed_ms (m/s), source and segment. In WGS 84, or in the layer&apos;s own CRS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of what could not be used: file, number of the point, reason, and the point as it stands.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points that could not be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files (or layers) used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of the first fix (UTC)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of the last fix (UTC)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the fixes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No tracks are given: choose GPX files or folders, or a point layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files and a layer are given: choose one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} fixes of {} units, {} to {} (UTC).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} times were earlier than the one before them; the fixes were sorted by time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} points could not be used: {}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LoopDock</name>
    <message>
        <source>Targeting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import crimes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>police.uk files or any CSV to a point layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crime concentration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on how few places crime happens, over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build hexagon hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>crimes to ranked hexagons that can be walked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assign arms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>treatment and control, by a draw anyone can check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Displacement rings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ground round hotspots that crime may move to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>treatment hotspots and briefings for the phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is it whole and unchanged?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tracking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPX files or a layer to fixes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calculate dosage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fixes to visits and patrol minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Simulate patrols</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>made-up tracks for training and tests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspot policing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rooms</name>
    <message>
        <source>1 Targeting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2 Trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>4 Tracking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3 Tasking</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScheduleCrossover</name>
    <message>
        <source>Schedule a crossover trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any text. The same seed gives the same schedule for ever, and whoever knows it knows the schedule: take one that nobody can guess, and keep it sealed until the trial is over. There is no default.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Week to release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A week of seven days, 1 being the first: the schedule, the calendar and the CSV then hold this week alone, and the others stay sealed. Empty for the whole schedule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table with a row for each hotspot and period: hotspot_id, period, starts and ends (UTC), arm, probability (0–1), cluster_id, stratum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schedule as a calendar to read and to print: one file, without scripts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The schedule in its canonical form, whose SHA-256 is HASH; with a week to release, that week, whose SHA-256 is in SEALS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seals of the weeks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of the SHA-256 of each week&apos;s canonical form. Publish it before the trial: it tells nothing of the schedule, and shows later that no week was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the whole schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the week released, or empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed of the draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows of the schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place-periods of treatment in them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place-periods of control in them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weeks of the whole schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hotspots of the trial: polygons, lines, points or a table, in any order, each with a key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key of the hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field that names each hotspot; no two may share a key. The draw depends on it, so keep it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date on which the first day begins, in the time zone below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the trial (days), 1 to 3,660.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Treated in each period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many hotspots (or clusters) are treated in each period: a number such as 8; 22.5 for 22 or 23, each as often; a part such as 50% of each stratum; or a number for each stratum, as in day=5,night=7.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Periods a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1: each day is drawn as a whole. 2: the day is cut into two halves by the clock, each drawn on its own; strata called day and night are then in the trial in the first and in the second half alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A day starts at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of day (hh:mm) at which a day of the trial begins, in the time zone below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone of the days, such as Europe/London. Days have 23 or 25 hours when the clocks change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field with each hotspot&apos;s cluster. Hotspots of one cluster share their arm, and TREATED counts clusters: for patrol areas of one hotspot, or neighbours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stratum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field with each hotspot&apos;s stratum, such as its district or shift. In each period every stratum gets its share of the treated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest run of treatment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most periods in a row in which a hotspot may be treated. Empty for no limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Balance the previous period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether, in each period, as large a part of the treated as of the controls was treated in the period before, so that what is left from it cannot be mistaken for an effect.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossover schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} hotspots in {} clusters, {} periods in {} weeks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} hotspots, {} periods in {} weeks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:,} place-periods of treatment, {:,} of control.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest run of treatment: {} periods.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Treated in the period before: {:.1%} of the treated, {:.1%} of the controls.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of week {}, as in the seals: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the whole schedule, to be published before the trial: {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SimulatePatrols</name>
    <message>
        <source>Simulate patrols</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons of the hotspots, each with a key. If they have a field arm, ARM says which are patrolled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key of the hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field that names each hotspot; no two may share a key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arm that is patrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only hotspots whose field arm has this value are targets. Left out, or without such a field: all are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any text. The same seed gives the same patrols with the same versions of QGIS and numpy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many units patrol; each has its own GPX file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On how many days, one shift a day.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds between fixes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean seconds between two fixes; each varies by 10 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Noise of the GPS (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard deviation of a fix in metres, in x and in y; successive fixes drift together. 0 is exact.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of a visit (minutes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean length of a visit in minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date of the first shift.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift starts at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of day, by the clocks of the time zone, as 14:00.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of a shift (hours)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hours on patrol a day, at most 24.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone in which the shifts start, such as Europe/London. The files are in UTC.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for the GPX files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made if it is not there. One GPX 1.1 a unit, simulated_unit_01.gpx and so on, replaced if there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truth (simulated)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of every stay in any hotspot, exact to the millisecond, with minutes and whether it was meant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stays in hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fixes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPX files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed of the simulation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is no time of day: write it as 14:00.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is no date: write it as 2026-01-05.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All {} hotspots are targets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No hotspot of {} is in the arm {}; its arms are: {}. Choose one of them, or none for all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {} hotspots are targets (arm {}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SIMULATED, not real patrols: {} fixes of {} units on {} days. {} visits of {:.1f} minutes on average; hotspots were passed through {} times. Seed: “{}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder still holds files of an earlier simulation: {}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VerifyPackage</name>
    <message>
        <source>Verify package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packages (*.zip)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zip that “Export package for the field” made, as it was sent. It is not unpacked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 for a whole package; a damaged one is an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the manifest, to be compared with the sender&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id that the content gives the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid from (UTC)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid until (UTC)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots in the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files in the package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package has expired: it was valid until {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The package is not valid yet: it begins {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{}” is whole: {} hotspots, no byte changed since it was made. It is the sender's if the sender reads out this number: {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
