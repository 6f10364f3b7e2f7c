<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="cy" sourcelanguage="en">
<context>
    <name>@default</name>
    <message>
        <source>{} files read, {} known from before, {} refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not read: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} visits of {} units, {} positions, {} notes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No issued packages are given (PACKAGES), so nothing is said of expiry, tasks and limits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} notes hold what looks like personal data (looks_like): read them before they go anywhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} units are called by what looks like a person&apos;s name; it is replaced by anon- and eight digits. Give a key (UNIT_KEY) for pseudonyms that nobody can guess.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} rows could not be used: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} fixes of {} units, {}Z to {}Z (UTC).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ping interval: {:g} s (median of the units; {:g} s to {:g} s).</source>
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
    <message>
        <source>{} jumps are faster than {:g} km/h and both sides are long: a new segment begins at each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All times are in the future: they are kept, as of simulated patrols; check the clocks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>put at the halts&apos; middles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left where the device put them (HOLD)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stationary jitter: {} fixes in {} halts within {:g} m for a minute or longer, {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visits marked “{}”: {}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ArmsLog</name>
    <message>
        <source>{} is not used by this method.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No two hotspots are closer than MIN_SEPARATION.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} pairs of hotspots are too close and share their arm, in the cluster of the first: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} hotspots were left out of the draw, since they are too close to stronger ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} hotspots drawn in {} clusters.</source>
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
        <source>Draws until the arms were balanced: {}. The largest standardised difference is {:.3f}.</source>
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
    <message>
        <source>Balance of the arms: mean ± standard deviation (hotspots with a value)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields of the hotspots that this draw replaces: {}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
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
        <source>complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>simple</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>matched pairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>block and cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 complete: one draw over all hotspots, in which the arms get the numbers that their weights ask for. 1 block: such a draw in each block, so that the arms are alike in what the blocks stand for. 2 simple: each hotspot on its own, so that chance decides the numbers too. 3 matched pairs: the hotspots are paired to be as alike in BASELINE as they can be, and one of each pair is treated. 4 cluster and 5 block and cluster: as 0 and 1, with all hotspots of a cluster in one arm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the block methods: field with each hotspot&apos;s block, such as its district; or several fields.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the cluster methods: field with each hotspot&apos;s cluster, all of which gets one arm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields of numbers from before the trial, such as crimes: matched pairs are alike in all of them, quantiles and strength are of the first, and drawing until balanced looks at all.</source>
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
        <source>The hotspots with all their fields, and arm, block, cluster_id (empty without clusters) and probability (0–1) of getting this arm. Their key stands in hotspot_id, as text.</source>
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
        <source>The draw to read and to print: flow of the hotspots, arms, and how alike they are. One file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots dropped for being too close to stronger ones, with all their fields and the reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record of the draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON files (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parameters and the SHA-256, without the seed: what Verify an allocation draws again from, and what goes into the trial&apos;s records.</source>
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
        <source>Draws until the arms were balanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots left out before the draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantiles of the baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the block methods: how many groups of equal size the first baseline is cut into, each a block (within the blocks of BLOCK_FIELD, if there are any). Empty for none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least separation (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots closer to each other than this (metres) are tied or dropped before the draw. Empty: none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots too close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share an arm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drop the weaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0: hotspots closer than MIN_SEPARATION, also by way of others, become a cluster and share their arm. 1: the strongest in BASELINE is kept, and then each that is far enough from all that are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Separation is measured from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>centres</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0: from edge to edge, so that hotspots that touch are 0 m apart. 1: from centre to centre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw until balanced within</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest standardised difference (standard deviations) of any baseline between two arms: it is drawn again until that is kept, and the number of draws is recorded. Arms of equal weight only. Empty: one draw.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most draws</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often it is drawn at most until the arms are balanced; then it is refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The block method needs a block: choose BLOCK_FIELD, QUANTILES or another method.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cluster method needs clusters: choose CLUSTER_FIELD, or another method.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Briefing</name>
    <message>
        <source>{count} other types</source>
        <translation type="unfinished">{count} math arall</translation>
    </message>
    <message>
        <source>under {count}</source>
        <translation type="unfinished">llai na {count}</translation>
    </message>
    <message>
        <source>on {day}</source>
        <translation type="unfinished">ar {day}</translation>
    </message>
    <message>
        <source>from {first} to {last}</source>
        <translation type="unfinished">rhwng {first} a {last}</translation>
    </message>
    <message>
        <source>in {count} months between {first} {year} and {last} {last_year}</source>
        <translation type="unfinished">mewn {count} mis rhwng mis {first} {year} a mis {last} {last_year}</translation>
    </message>
    <message>
        <source>in {first} {year}</source>
        <translation type="unfinished">ym mis {first} {year}</translation>
    </message>
    <message>
        <source>from {first} to {last} {last_year}</source>
        <translation type="unfinished">o fis {first} i fis {last} {last_year}</translation>
    </message>
    <message>
        <source>from {first} {year} to {last} {last_year}</source>
        <translation type="unfinished">o fis {first} {year} i fis {last} {last_year}</translation>
    </message>
    <message>
        <source>These crimes are simulated. The briefing is for training and tests, not for patrols.</source>
        <translation type="unfinished">Troseddau efelychiedig yw’r rhain. Ar gyfer hyfforddi a phrofi y mae’r briff hwn, nid ar gyfer patrolau.</translation>
    </message>
    <message>
        <source>Too few crimes have a known time (under {least}) to tell when to come.</source>
        <translation type="unfinished">Mae rhy ychydig o droseddau ag amser hysbys (llai na {least}) i ddweud pryd i ddod.</translation>
    </message>
    <message>
        <source>Near {street}</source>
        <translation type="unfinished">Ger {street}</translation>
    </message>
    <message>
        <source>Hotspot {id}</source>
        <translation type="unfinished">Man poeth {id}</translation>
    </message>
    <message>
        <source>{first}:00 to {last}:00 ({share} % of them, at least {low} % and at most {high} %)</source>
        <translation type="unfinished">{first}:00 i {last}:00 ({share} % ohonynt, o leiaf {low} % ac ar y mwyaf {high} %)</translation>
    </message>
    <message>
        <source>Fewer than {count} crimes were recorded here{when}.</source>
        <translation type="unfinished">Cofnodwyd llai na {count} trosedd yma{when}.</translation>
    </message>
    <message>
        <source>The analyst chose this place; the package holds no crime figures for it.</source>
        <translation type="unfinished">Y dadansoddwr a ddewisodd y lle hwn; nid oes ffigurau troseddu ar ei gyfer yn y pecyn.</translation>
    </message>
    <message>
        <source>No crime</source>
        <translation type="unfinished">Dim trosedd</translation>
    </message>
    <message>
        <source>1 crime</source>
        <translation type="unfinished">1 drosedd</translation>
    </message>
    <message>
        <source>{count} crimes</source>
        <translation type="unfinished">{count} trosedd</translation>
    </message>
    <message>
        <source>No crime was recorded here{when}</source>
        <translation type="unfinished">Ni chofnodwyd unrhyw drosedd yma{when}</translation>
    </message>
    <message>
        <source>1 crime was recorded here{when}</source>
        <translation type="unfinished">Cofnodwyd 1 drosedd yma{when}</translation>
    </message>
    <message>
        <source>{count} crimes were recorded here{when}</source>
        <translation type="unfinished">Cofnodwyd {count} trosedd yma{when}</translation>
    </message>
    <message>
        <source>: {share} of all crime in the data, on {area}</source>
        <translation type="unfinished">: {share} o’r holl droseddau yn y data, ar {area}</translation>
    </message>
    <message>
        <source>; most often {type} ({percent} %)</source>
        <translation type="unfinished">; gan amlaf {type} ({percent} %)</translation>
    </message>
    <message>
        <source>Days: {days}.</source>
        <translation type="unfinished">Diwrnodau: {days}.</translation>
    </message>
    <message>
        <source>Hours: {hours}.</source>
        <translation type="unfinished">Oriau: {hours}.</translation>
    </message>
    <message>
        <source>More crime than chance on these.</source>
        <translation type="unfinished">Mwy o droseddu na’r disgwyl ar hap ar yr adegau hyn.</translation>
    </message>
    <message>
        <source>The crimes are dated by month only, so the data cannot tell which days or hours are worst.</source>
        <translation type="unfinished">Dim ond mis pob trosedd sy’n hysbys, felly ni all y data ddweud pa ddiwrnodau neu oriau yw’r gwaethaf.</translation>
    </message>
    <message>
        <source>No days or hours have been worked out for this place.</source>
        <translation type="unfinished">Nid oes diwrnodau nac oriau wedi’u cyfrifo ar gyfer y lle hwn.</translation>
    </message>
    <message>
        <source>Last {half} months {after}, the {half} before {before}: no change that could not be chance.</source>
        <translation type="unfinished">{after} yn y {half} mis diwethaf, {before} yn y {half} cynt: dim newid na allai fod yn hap.</translation>
    </message>
    <message>
        <source>More lately: {after} in the last {half} months, {before} in the {half} before.</source>
        <translation type="unfinished">Mwy yn ddiweddar: {after} yn y {half} mis diwethaf, {before} yn y {half} cynt.</translation>
    </message>
    <message>
        <source>Fewer lately: {after} in the last {half} months, {before} in the {half} before.</source>
        <translation type="unfinished">Llai yn ddiweddar: {after} yn y {half} mis diwethaf, {before} yn y {half} cynt.</translation>
    </message>
    <message>
        <source>{area} km²</source>
        <translation type="unfinished">{area} km²</translation>
    </message>
    <message>
        <source>{area} hectares</source>
        <translation type="unfinished">{area} hectar</translation>
    </message>
    <message>
        <source>{area} m²</source>
        <translation type="unfinished">{area} m²</translation>
    </message>
    <message>
        <source>Other types</source>
        <translation type="unfinished">Mathau eraill</translation>
    </message>
    <message>
        <source>Type not recorded</source>
        <translation type="unfinished">Math heb ei gofnodi</translation>
    </message>
    <message>
        <source>Day shift</source>
        <translation type="unfinished">Sifft ddydd</translation>
    </message>
    <message>
        <source>Night shift</source>
        <translation type="unfinished">Sifft nos</translation>
    </message>
    <message>
        <source>Shift: {name}</source>
        <translation type="unfinished">Sifft: {name}</translation>
    </message>
    <message>
        <source>95% interval</source>
        <translation type="unfinished">cyfwng 95%</translation>
    </message>
    <message>
        <source>, about {rate} a day</source>
        <translation type="unfinished">, tua {rate} y dydd</translation>
    </message>
    <message>
        <source>, about {rate} a week</source>
        <translation type="unfinished">, tua {rate} yr wythnos</translation>
    </message>
    <message>
        <source>, about {rate} a month</source>
        <translation type="unfinished">, tua {rate} y mis</translation>
    </message>
    <message>
        <source>less than {percent} %</source>
        <translation type="unfinished">llai na {percent} %</translation>
    </message>
    <message>
        <source>Information: why here</source>
        <translation type="unfinished">Gwybodaeth: pam yma</translation>
    </message>
    <message>
        <source>Intention and method: what to do</source>
        <translation type="unfinished">Bwriad a dull: beth i’w wneud</translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished">Ble</translation>
    </message>
    <message>
        <source>When</source>
        <translation type="unfinished">Pryd</translation>
    </message>
    <message>
        <source>Crime mix</source>
        <translation type="unfinished">Mathau o droseddau</translation>
    </message>
    <message>
        <source>Month by month</source>
        <translation type="unfinished">Fesul mis</translation>
    </message>
    <message>
        <source>Administration, risk, communications, rights</source>
        <translation type="unfinished">Gweinyddu, risg, cyfathrebu, hawliau</translation>
    </message>
    <message>
        <source>All places</source>
        <translation type="unfinished">Pob lle</translation>
    </message>
    <message>
        <source>Be seen, so that fewer crimes happen here.</source>
        <translation type="unfinished">Byddwch yn weladwy, fel bod llai o droseddau’n digwydd yma.</translation>
    </message>
    <message>
        <source>Notes are no intelligence: submit intelligence and record crime in the usual systems.</source>
        <translation type="unfinished">Nid cudd-wybodaeth yw nodiadau: cyflwynwch gudd-wybodaeth a chofnodwch droseddau yn y systemau arferol.</translation>
    </message>
    <message>
        <source>From the analyst:</source>
        <translation type="unfinished">Gan y dadansoddwr:</translation>
    </message>
    <message>
        <source>Dashed: other places of this package.</source>
        <translation type="unfinished">Llinell doredig: lleoedd eraill y pecyn hwn.</translation>
    </message>
    <message>
        <source>Grey: streets.</source>
        <translation type="unfinished">Llwyd: strydoedd.</translation>
    </message>
    <message>
        <source>N</source>
        <translation type="unfinished">G</translation>
    </message>
    <message>
        <source>Middle:</source>
        <translation type="unfinished">Canol:</translation>
    </message>
    <message>
        <source>(latitude, longitude; tap to open a map app)</source>
        <translation type="unfinished">(lledred, hydred; tapiwch i agor ap mapiau)</translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished">Math</translation>
    </message>
    <message>
        <source>Crimes</source>
        <translation type="unfinished">Troseddau</translation>
    </message>
    <message>
        <source>Share</source>
        <translation type="unfinished">Cyfran</translation>
    </message>
    <message>
        <source>Month</source>
        <translation type="unfinished">Mis</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation type="unfinished">Safle</translation>
    </message>
    <message>
        <source>Place</source>
        <translation type="unfinished">Lle</translation>
    </message>
    <message>
        <source>Valid until {time}</source>
        <translation type="unfinished">Dilys tan: {time}</translation>
    </message>
    <message>
        <source>Valid from {first} until {last} ({zone}). Do not use it afterwards.</source>
        <translation type="unfinished">Dilys o: {first}; tan: {last} ({zone}). Peidiwch â’i ddefnyddio wedyn.</translation>
    </message>
    <message>
        <source>15 minutes: Koper (1995), Justice Quarterly 12(4), 649–672.</source>
        <translation type="unfinished">15 munud: Koper (1995), Justice Quarterly 12(4), 649–672.</translation>
    </message>
    <message>
        <source>{rank} of {total}</source>
        <translation type="unfinished">{rank} o {total}</translation>
    </message>
    <message>
        <source>Place {id}.</source>
        <translation type="unfinished">Lle {id}.</translation>
    </message>
    <message>
        <source>{area}, about {metres} m across.</source>
        <translation type="unfinished">{area}, tua {metres} m ar draws.</translation>
    </message>
    <message>
        <source>Outline of {place}, about {metres} metres across, north up</source>
        <translation type="unfinished">Amlinelliad o {place}, tua {metres} metr ar draws, y gogledd i fyny</translation>
    </message>
    <message>
        <source>Crimes recorded inside the outline{when}</source>
        <translation type="unfinished">Troseddau a gofnodwyd o fewn yr amlinelliad{when}</translation>
    </message>
    <message>
        <source>Crimes recorded inside the outline, last 12 months of the data</source>
        <translation type="unfinished">Troseddau a gofnodwyd o fewn yr amlinelliad, 12 mis olaf y data</translation>
    </message>
    <message>
        <source>1 place to patrol</source>
        <translation type="unfinished">1 lle i’w batrolio</translation>
    </message>
    <message>
        <source>{count} places to patrol</source>
        <translation type="unfinished">{count} lle i’w patrolio</translation>
    </message>
    <message>
        <source>Hottest first</source>
        <translation type="unfinished">Y poethaf yn gyntaf</translation>
    </message>
    <message>
        <source>Hottest first; at most 1 patrol a day in each</source>
        <translation type="unfinished">Y poethaf yn gyntaf; 1 patrôl y dydd ym mhob un ar y mwyaf</translation>
    </message>
    <message>
        <source>Hottest first; at most {count} patrols a day in each</source>
        <translation type="unfinished">Y poethaf yn gyntaf; {count} patrôl y dydd ym mhob un ar y mwyaf</translation>
    </message>
    <message>
        <source>At most 1 patrol a day here. When that is reached, take another place.</source>
        <translation type="unfinished">1 patrôl y dydd yma ar y mwyaf. Ar ôl cyrraedd hynny, ewch i le arall.</translation>
    </message>
    <message>
        <source>At most {count} patrols a day here. When that is reached, take another place.</source>
        <translation type="unfinished">{count} patrôl y dydd yma ar y mwyaf. Ar ôl cyrraedd hynny, ewch i le arall.</translation>
    </message>
    <message>
        <source>Crime locations are anonymised: police.uk moves each crime to a nearby snap point, so a crime may really lie a street away.</source>
        <translation type="unfinished">Mae lleoliadau’r troseddau’n ddienw: mae police.uk yn symud pob trosedd i bwynt cyfagos, felly gall trosedd fod stryd i ffwrdd mewn gwirionedd.</translation>
    </message>
    <message>
        <source>Of {count} crimes with a known time no four hours stand out: the data cannot tell when to come.</source>
        <translation type="unfinished">O blith {count} trosedd ag amser hysbys nid oes pedair awr yn sefyll allan: ni all y data ddweud pryd i ddod.</translation>
    </message>
    <message>
        <source>More crime than by chance: {blocks}. Counted from {count} crimes with a known time; an even spread would be 17 %.</source>
        <translation type="unfinished">Mwy o droseddu nag ar hap: {blocks}. Cyfrifwyd o {count} trosedd ag amser hysbys; 17 % fyddai gwasgariad gwastad.</translation>
    </message>
    <message>
        <source>Patrol on foot, visibly, for about {minutes} minutes. Stay inside the outline, and talk to people.</source>
        <translation type="unfinished">Patroliwch ar droed, yn weladwy, am tua {minutes} munud. Arhoswch o fewn yr amlinelliad, a siaradwch â phobl.</translation>
    </message>
    <message>
        <source>Then move on: 11 to 15 minutes deter longest for the time they take, a drive-through hardly does.</source>
        <translation type="unfinished">Yna symudwch ymlaen: 11 i 15 munud sy’n atal troseddu hiraf am yr amser a gymerant; prin y mae gyrru drwodd yn gwneud hynny.</translation>
    </message>
    <message>
        <source>Patrols are monitored: time and place of patrols here are compared with the plan, to learn what works.</source>
        <translation type="unfinished">Caiff patrolau eu monitro: cymherir amser a lleoliad patrolau yma â’r cynllun, er mwyn dysgu beth sy’n gweithio.</translation>
    </message>
    <message>
        <source>Risk: nothing here is assessed for your safety. Check the usual systems and judge on the spot.</source>
        <translation type="unfinished">Risg: nid oes dim yma wedi’i asesu ar gyfer eich diogelwch. Gwiriwch y systemau arferol a barnwch yn y fan a’r lle.</translation>
    </message>
    <message>
        <source>The figures describe the past of a place. They say nothing about any person in it, and are no grounds for any power.</source>
        <translation type="unfinished">Disgrifio gorffennol lle y mae’r ffigurau. Nid ydynt yn dweud dim am unrhyw berson ynddo, ac nid ydynt yn sail i arfer unrhyw bŵer.</translation>
    </message>
</context>
<context>
    <name>BuildAreaHotspots</name>
    <message>
        <source>Build area hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The patrol areas, rank 1 being the hottest, with crimes, minutes to walk and the cluster that shares an allocation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clusters of areas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cells that are hot, in an area or not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotter than chance (Gi*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hottest by rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which cells are hot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cells that have, with those around them, more crime than chance (Getis–Ord Gi*, with the false discovery rate); or simply the cells with most crime.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Area of a cell (hectares)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Areas are made of hexagons of so many hectares; 1 is 107 m across.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>False discovery rate (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the cells found hot that may be so by chance. Only for Gi*.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neighbours (cells)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For Gi*: cells up to so many steps away are around a cell (number, 1 to 10).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of hot cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By rank: so many of the cells with most crime are hot. Not for Gi*.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest walk (minutes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A walk from cell to cell through all of an area takes no longer, at 4.5 km/h; what is larger is split or trimmed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance within a cluster (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Areas no further apart than so many metres get the same cluster_id, so that they can share an allocation and a patrol of one does not treat another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewest crimes of a hotspot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Areas with fewer crimes are left out (number, 1 or more).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep so many of the hottest areas; empty keeps all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List of the {}:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hot} of {study} cells are hot; {count} areas in {clusters} clusters hold {share} of {used} crimes on {area} ha.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The largest cluster has {largest} of the {count} areas, which would share one allocation: if that is too many, make the distance within a cluster smaller, or keep fewer areas.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BuildCorridorHotspots</name>
    <message>
        <source>Build corridor hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corridors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The corridors&apos; ground as areas that do not overlap; rank 1 has most crimes (or harm) a metre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Centrelines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The streets of the corridors, one line a link, with its crimes, the crimes to expect, and how far and how surely crimes were put on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corridors made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes counted, in corridors or not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes left out: unusable or excluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes counted that are near no street</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Median distance of crimes to their street (m)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of crimes on the street they name (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the crimes counted in corridors (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of all corridors together (m)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the corridors&apos; ids in order of rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Streets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines of streets and paths that officers can walk: OS Open Roads, OpenStreetMap or the force&apos;s own. They meet at common ends or vertices; without one, a crossing is taken for a bridge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the street</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names the corridors, and puts a crime “On or near High Street” on High Street if it is near.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class of the street</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field with the class of each street, such as A Road or residential, for the class weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a crime counts on streets of a class when streets are chosen: “A Road=1.5; Motorway=0” prefers thoroughfares and leaves motorways out. Classes that are not named count 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Snap distance (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes further than this from every street, in metres, are on none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least length of a corridor (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metres of street that a corridor has at the least; 800 and more is a full patrol.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greatest length of a corridor (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metres of street that a corridor has at the most; 1,250 m are 15 minutes at 5 km/h.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of all corridors (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metres of street that all corridors have together at the most; corridors are then made to hold the most crime for these metres. Empty for no limit: each then holds the most crime for one walk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of corridors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So many corridors at the most; empty with no total length makes 20.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width to either side (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metres that a corridor&apos;s area reaches from its streets; shared ground goes to the nearer one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place in words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text such as “On or near High Street”, as Import crimes makes it; left out if it is not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn from the streets around</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes: choose by the crime to expect, which draws a street&apos;s own crimes towards those of the streets around it, since of two streets with one crime the one in a busy place has more to come. No: choose by the crimes themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>snap distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {} is {:g} m: it must be more than 0 metres.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are class weights but no class: choose CLASS_FIELD, or leave both empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} streets are longer than {:g} m between junctions and can be in no corridor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} crimes are near no street and in no corridor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} corridors of {length} km hold {share} of the {all} crimes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} corridors were asked for; only {} could be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Many crimes share their coordinates, as anonymised ones do: which street each was on is uncertain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes lie {median:.1f} m from their street (median; 95 %: {most:.1f} m). {named} name the street that they are on, {moved} of them not the nearest; {tied} are as near to another street and name neither.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose clocks days and months go by: an IANA name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date or time (UTC), such as occurred_from: gives crimes per day and the share of months with any; crimes in several months then say more of those to come than as many in one. Left out: occurred_from, as Import crimes makes it, if it is there.</source>
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
        <source>The hexagons, rank 1 being the hottest, with crimes, share of all crimes, area, persistence, peaks and the ranks that they would have by other measures.</source>
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
        <source>Hexagons placed freely</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hexagons of exactly the area asked for on a fixed grid, the same in every run; or the cells of Uber&apos;s H3, to match other H3 data (needs the Python library h3); or hexagons placed freely where most crime is expected, which do not overlap and catch more later crime than a grid that cuts hotspots in two.</source>
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
        <source>Turn hexagons too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Freely placed hexagons may also lie on their side (turned by 30°), which catches more crime.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the surroundings (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reach of the surroundings (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard deviation, in metres, of the Gaussian that spreads crimes around; empty is 1.25 widths of a hexagon, 300 m for 5 ha.</source>
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
        <source>List of the {}:</source>
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
    <message>
        <source>{used} crimes; {count} hotspots placed freely hold {share} of them on {area} ha.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much the crimes around a place count in where free hexagons go: past counts alone fall back to the mean. 0 counts only what is inside; empty finds the share from the crimes, and the log has it.</source>
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
        <source>The longest gap is {:g} s: it must be more than 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The accuracy is {:g} m: it must be 0 or more.</source>
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
    <name>CompareHotspots</name>
    <message>
        <source>Compare hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days to score need the crimes&apos; times: choose TIME_FIELD.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first day to score ({}) is later than the last ({}): exchange them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is no date: write it as 2026-01-05.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hexagons of {} ha</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SCORED ON THE TRAINING PERIOD: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{layer}: {hits} of {crimes} crimes, {rate} (95 % interval {low} to {high}); PAI {pai}, by street length {length}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hotspots {} cannot be opened: check that the file is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is no vector layer: choose hotspots.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareParameters</name>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTML files (*.html)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report for people: charts, numbers with their intervals and what they mean, in one file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table with one row a layer: hits, hit rate, PAI, PEI, recapture rate, clumpiness, intervals.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers scored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes scored on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes left out: unusable, or outside time or study area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hit rate of each layer (0–1, JSON)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers scored on crimes that they were built from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed of the bootstrap samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspot layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers to score: polygons of any make, or lines along the streets. The others are compared with the first. The fields rank and crimes are used where a layer has them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names of the layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the report calls the layers, in their order, with semicolons between: “Hexagons; Our beats”. Empty takes the layers' own names, which say little where a model made them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points, one a crime, of a period later than the crimes that the hotspots were built from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date or time (UTC), such as occurred_from; with it the periods can be told apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose clocks days go by: an IANA name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First day to score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only crimes from this day on are scored, such as 2019-01-01. Those before it are the training period if no layer is given for that. Empty scores all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last day to score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only crimes up to this day, the day itself included, are scored. Empty scores all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training crimes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The crimes that the hotspots were built from, if they are not in the layer of crimes: for the recapture rate, and to see that the scored ones are later. Their time is in the same field.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Study area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons in which crimes and hotspots count, such as the force area. Without it the study area is the hexagons with a crime, which makes PAI lower.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Streets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Street links, for PAI and PEI by street length; needed where hotspots are lines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Area of a cell (hectares)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hectares of the hexagons in which PEI and clumpiness are measured; use that of hexagon hotspots.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Snap distance (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A crime is at its nearest street link if that is at most so many metres away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bootstrap samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of samples of the later crimes for the 95 % intervals: 100 or more, or 0 for none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any text: the same gives the same intervals with the same version of numpy.</source>
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
        <source>No study area is given, so only hexagons with a crime count as places. With the empty ones among them crime would be more concentrated.</source>
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
    <message>
        <source>0: all crimes at once. 1 years, 2 quarters, 3 months: each calendar period on its own as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose clocks years, quarters and months go by: an IANA name.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Crimes</name>
    <message>
        <source>Anti-social behaviour</source>
        <translation type="unfinished">Ymddygiad gwrthgymdeithasol</translation>
    </message>
    <message>
        <source>Bicycle theft</source>
        <translation type="unfinished">Dwyn beiciau</translation>
    </message>
    <message>
        <source>Burglary</source>
        <translation type="unfinished">Bwrgleriaeth</translation>
    </message>
    <message>
        <source>Criminal damage and arson</source>
        <translation type="unfinished">Difrod troseddol a llosgi bwriadol</translation>
    </message>
    <message>
        <source>Drugs</source>
        <translation type="unfinished">Cyffuriau</translation>
    </message>
    <message>
        <source>Other crime</source>
        <translation type="unfinished">Troseddau eraill</translation>
    </message>
    <message>
        <source>Other theft</source>
        <translation type="unfinished">Dwyn arall</translation>
    </message>
    <message>
        <source>Possession of weapons</source>
        <translation type="unfinished">Meddu ar arfau</translation>
    </message>
    <message>
        <source>Public order</source>
        <translation type="unfinished">Trefn gyhoeddus</translation>
    </message>
    <message>
        <source>Robbery</source>
        <translation type="unfinished">Lladrad</translation>
    </message>
    <message>
        <source>Shoplifting</source>
        <translation type="unfinished">Dwyn o siopau</translation>
    </message>
    <message>
        <source>Theft from the person</source>
        <translation type="unfinished">Dwyn oddi ar berson</translation>
    </message>
    <message>
        <source>Vehicle crime</source>
        <translation type="unfinished">Troseddau cerbydau</translation>
    </message>
    <message>
        <source>Violence and sexual offences</source>
        <translation type="unfinished">Trais a throseddau rhywiol</translation>
    </message>
    <message>
        <source>Violent crime</source>
        <translation type="unfinished">Troseddau treisgar</translation>
    </message>
</context>
<context>
    <name>CrimesParameters</name>
    <message>
        <source>Crimes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points, one a crime, as Import crimes makes them, filtered to crimes that patrols can prevent.</source>
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
        <source>Weights of types (CSV)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Instead of a field: a CSV with two columns, type of crime and its weight (0 or more). Types that it does not have add 0, and the log lists them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type of crime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field with the types that the CSV weighs, such as crime_type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date or time (UTC), such as occurred_from: gives crimes per day, the share of months with any, and peak days and hours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latest time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where a crime is known from when to when: the latest time (UTC), such as occurred_to. It is then spread over its hours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose clocks days, months, shifts and peaks go by: an IANA name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day and night apart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make two lists, each ranked by itself: one of the crimes of the day, one of those of the night.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day shift starts (hour)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hour (0–23) at which the day shift starts; the night shift starts 12 hours later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quarter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Period of persistence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Persistence is the share of these calendar periods, of those observed, with a crime.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least persistence (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave out places with a crime in a smaller share of the periods, which may be one bad week; 0 keeps all. Needs times.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Places to exclude</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygons such as prisons or hospitals: crimes inside them or on their edge do not count.</source>
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
        <source>Crimes in neither list, since nothing tells their shift</source>
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
        <source>Types of crime without a weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the hotspots&apos; ids in order of rank</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dates</name>
    <message>
        <source>January</source>
        <translation type="unfinished">Ionawr</translation>
    </message>
    <message>
        <source>February</source>
        <translation type="unfinished">Chwefror</translation>
    </message>
    <message>
        <source>March</source>
        <translation type="unfinished">Mawrth</translation>
    </message>
    <message>
        <source>April</source>
        <translation type="unfinished">Ebrill</translation>
    </message>
    <message>
        <source>May</source>
        <translation type="unfinished">Mai</translation>
    </message>
    <message>
        <source>June</source>
        <translation type="unfinished">Mehefin</translation>
    </message>
    <message>
        <source>July</source>
        <translation type="unfinished">Gorffennaf</translation>
    </message>
    <message>
        <source>August</source>
        <translation type="unfinished">Awst</translation>
    </message>
    <message>
        <source>September</source>
        <translation type="unfinished">Medi</translation>
    </message>
    <message>
        <source>October</source>
        <translation type="unfinished">Hydref</translation>
    </message>
    <message>
        <source>November</source>
        <translation type="unfinished">Tachwedd</translation>
    </message>
    <message>
        <source>December</source>
        <translation type="unfinished">Rhagfyr</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation type="unfinished">Ion</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation type="unfinished">Chwe</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation type="unfinished">Maw</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation type="unfinished">Ebr</translation>
    </message>
    <message>
        <source>May (short)</source>
        <translation type="unfinished">Mai</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation type="unfinished">Meh</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation type="unfinished">Gor</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation type="unfinished">Awst</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation type="unfinished">Medi</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation type="unfinished">Hyd</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation type="unfinished">Tach</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation type="unfinished">Rhag</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation type="unfinished">dydd Llun</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation type="unfinished">dydd Mawrth</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation type="unfinished">dydd Mercher</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation type="unfinished">dydd Iau</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation type="unfinished">dydd Gwener</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation type="unfinished">dydd Sadwrn</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation type="unfinished">dydd Sul</translation>
    </message>
    <message>
        <source>{number} {month} {year}</source>
        <translation type="unfinished">{number} {month} {year}</translation>
    </message>
    <message>
        <source>{day} {date}, {time}</source>
        <translation type="unfinished">{day} {date}, {time}</translation>
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
        <source>All hotspots of the trial, of all arms: rings round control hotspots are the comparison for those round treated ones. A field “arm” is handed on to the rings.</source>
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
        <source>Places are known for {:,.1f} unit-hours; {:,.1f} h lie in gaps of more than {} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {} units send fixes more than {} s apart, so most of their time is unknown: such pings cannot show dosage, unless a longer gap (MAX_GAP) can be justified.</source>
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
    <message>
        <source>The fixes of {} units are more than {:g} s apart, and more of them drift out of the hotspots than in: for these units the edges were put {:.1f} m further out, so that total minutes are neither too few nor too many.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compliance: {} of {} hotspots × periods that were to be patrolled had an effective visit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contamination: {} of {} control hotspots × periods had a visit, {:,.1f} patrol-minutes in all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:,} hotspots are narrow against the error of the fixes, and more of them drift out than in: for {} units with a fix every {:g} s or less their edges were put {:.1f} m further out, so that total minutes are neither too few nor too many.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} visits are by units whose fixes are too far apart to measure them (MIN_VISIT): how long each lasted (minutes_low to minutes_high), and so which were effective, cannot be known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No arm is called “{}” (CONTROL), so visits are taken to be asked of all: {}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DosageParameters</name>
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
        <source>Hotspots times periods tracked in which visits were asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those of them that had an effective visit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots times periods tracked of the control arm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those of them in which a unit was seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Patrol-minutes in the control arm</source>
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
        <source>The hotspots as polygons, all arms. They may overlap; a field “arm” is used where there is one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field that names each hotspot; no two may share a key.</source>
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
        <source>Seconds. Between fixes further apart in time nobody knows where the unit was, and nothing is counted. Empty: three of the unit&apos;s own median intervals, at least 300 s and at most 1800 s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A page for those who lead patrols: planned and delivered by arm, hotspot by day, lengths of visits, what cannot be known, by team and by hotspot. It names no unit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Team</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field of the tracks that says which team a unit is of, for the report. Empty: no view by team.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone of the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone of the days in the report, such as Europe/London. The tables are in UTC.</source>
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
        <source>Accuracy of the fixes (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metres: the radius that 68 of 100 fixes lie in, for fixes without a value in the field “accuracy_m”. It says how far over the edge is still drift, and widens the bounds.</source>
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
        <source>Name of the arm that no visits are asked of: complied is empty for it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EvaluateTrial</name>
    <message>
        <source>Evaluate a trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the trial has shown, in one sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 if the trial can tell, 0 if it cannot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rate ratio of crime, treated to control; empty where it cannot be estimated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower end of its interval; empty where there is none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upper end of its interval; empty where there is none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p-value by redraws of the design (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes counted in the hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots times periods analysed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} redraws: choose {} to {:,}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The level of the intervals must be 0.5 or more and below 1, such as 0.95.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a schedule the trial is a parallel one: give its START and END, such as 2024-03-01.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LAGS is {}, but no hotspot has more than {} periods: fewer lags are analysed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row of the dosage is for the trial&apos;s hotspots and periods: it is not used.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EvaluationAsks</name>
    <message>
        <source>The hotspots of the trial, all arms. A parallel trial&apos;s arms are read here if ARMS is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field that names each hotspot, with the keys of the schedule or the arms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossover trial: the schedule as it was drawn (hotspot_id, period, starts, ends in UTC, arm; and cluster_id, stratum, probability if there are any). Empty: a parallel trial.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parallel trial: hotspot_id and arm as drawn, and block and cluster_id if there are any.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points: all crimes of the type that the trial is about, before and during it, in any CRS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of crime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field with date and time of the crime, or the earliest it can have happened (UTC).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latest time of crime</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field with the latest time it can have happened (occurred_to). The middle counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Harm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field with each crime&apos;s harm weight; then harm is analysed as well as the count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Displacement rings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rings round all hotspots, such as Draw displacement rings makes; then displacement is analysed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dosage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What Calculate patrol dosage has found with the same schedule: the dose of both arms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start of the trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parallel trial: its first day, such as 2024-03-01, or a date with a time. Crossover: empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End of the trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first day after the trial. Crossover: periods that end later are left out; may be empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start of the time before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parallel trial: first day of the time before START that hotspots are compared with, if any.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zone of START, END and BASELINE, such as Europe/London.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Treatment arm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the arm that is compared with control.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the control arm. Other arms are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lags of treatment (periods)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossover: how many periods after treatment an effect that lasts is looked for, 0 for none. With whole days 4 looks as far as the “up to 4 days” that Thames Valley Police cite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run limit of the schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The MAX_RUN (periods) that the schedule was drawn with, so that redraws keep it; 0 for none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule balances the period before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the schedule was drawn with BALANCE_PREVIOUS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redraws</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often the design is drawn again for p-value and interval: 10,000 take some seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed of the redraws</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A whole number; the same gives the same p-values with the same numpy. It allocates nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level of the intervals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share (0–1) of such intervals that hold the truth; the trial can tell at p of 1 less this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Excluded before the draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the flow in the report: one line for each exclusion, such as “2 hotspots: prisons”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table with a row for each estimate: outcome, method, estimate, interval, p-value, counts by arm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counts by hotspot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hotspots with their crimes and days in treatment, in control and before the trial.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer in a sentence, a forest plot, all tables, dose and flow: one HTML file for printing.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EvaluationFrame</name>
    <message>
        <source>Crossover trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parallel trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {:,} hotspots, {:,.0f} days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this trial has shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:,} hotspots given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:,} without an arm in the trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:,} drawn, and dropped since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:,} hotspots analysed, drawn as {:,} units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:,} place-periods: {:,} treated, {:,} control</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:,} crimes given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:,} crimes counted in the hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is analysed as it was drawn, whether or not it was patrolled (intention to treat).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p-values and intervals of the first rows: {:,} redraws of the design with its numbers of treated, strata or blocks and clusters{}; seed {} of numpy&apos;s generator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, run limit and balance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rate ratios: Poisson regression with effects of {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hotspot and date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several outcomes are tested: the first, crimes in the hotspots, is the one that decides.</source>
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
        <source>No native speaker has read the texts in “{}” yet: have them read before officers do.</source>
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
        <source>{} of {} crimes have no usable location and are not counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {} is no date, so it is left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row {} of {} has a note but no hotspot_id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} holds no lines: choose a line layer of streets for ROADS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No crime of {} has a location, so nothing can be counted: leave CRIMES out or correct it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportParameters</name>
    <message>
        <source>Hotspots with a key, in any coordinate system, as “Build hexagon hotspots” and “Assign hotspots to trial arms” make them or drawn by hand. If they have a column arm, only those of the arm below travel. Used where there: name, rank, shift, method, crimes, crimes_per_day, crime_share, peak_days, peak_hours. No other column travels.</source>
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
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table with hotspot_id and notes: what the analyst has to say about a place, shown in its briefing. Up to 600 characters each; no names, no intelligence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Streets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines of streets in any coordinate system, such as OS Open Roads. Those within 300 m of a hotspot travel, as a layer, as a graph for walking directions, and in the booklet&apos;s maps; none of their columns does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Base map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raster or vector layers from files, the first on top: they are drawn as QGIS shows them, round the hotspots that travel, and become the map under them in QField and Mergin Maps. One raster MBTiles file alone is not drawn anew: its tiles are taken as they are. Layers with hotspots, arms or crimes are refused.</source>
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
        <source>Minutes of a patrol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long (minutes) a patrol of a hotspot should last, which briefings ask for. 11 to 15 minutes deter longest for the time they take (Koper 1995).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finest zoom of the base map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to which zoom (10 to 17; a pixel of zoom 17 is about 0.7 m in England) the base map has tiles. Each zoom less saves two thirds of its size. Zooms over 13 have tiles within 200 m of the hotspots alone, and drawing stops at the zoom that keeps them under 8,000.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Base map for browsers too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adds the base map as data/basemap.pmtiles, the form that web pages read. QField and Mergin Maps do not need it: without it the base map takes half the room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who sends the package, such as a unit or a mailbox; nobody&apos;s name. Up to 200 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide counts below</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counts of crimes from 1 to one less than this are hidden in every file, and what would give them away by subtraction; 0 shows all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why text like personal data may travel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text that looks like a name, phone number, number plate, National Insurance number, date of birth or address stops the export, unless you write here why it may travel (10 characters or more). The manifest shows it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Booklet to print</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adds booklet.pdf, an A4 page a hotspot.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layout of the booklet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print layout template (.qpt) for the booklet&apos;s pages; empty for the plugin&apos;s own, resources/templates/booklet.qpt, which can be changed in QGIS&apos;s layout window and saved under another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone of the validity, such as Europe/London; pages show its local time, files hold UTC.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language of the briefings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code of the language of briefings, booklet, field forms and README, such as en or cy (Welsh, not yet read by a native speaker); empty for the language of QGIS where there are texts in it, English otherwise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Package</source>
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
        <source>Packages (*.zip);;Encrypted packages (*.age)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zip with briefings, outlines, tasks, an empty file for records, and a manifest; encrypted, its name ends in .age. Give it a new name for each issue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table with hotspot_id, period, starts, ends (UTC) and arm, as “Schedule a crossover trial” makes it. Of it only the place-periods of the arm above within the validity travel, and a hotspot that has none stays. Without it, every hotspot is to be patrolled through the whole validity.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportTask</name>
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
    <name>Field</name>
    <message>
        <source>Places to patrol now</source>
        <translation type="unfinished">Lleoedd i’w patrolio nawr</translation>
    </message>
    <message>
        <source>Patrols</source>
        <translation type="unfinished">Patrolau</translation>
    </message>
    <message>
        <source>Positions</source>
        <translation type="unfinished">Safleoedd</translation>
    </message>
    <message>
        <source>Tracks (Mergin Maps)</source>
        <translation type="unfinished">Traciau (Mergin Maps)</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished">Amserlen</translation>
    </message>
    <message>
        <source>Streets</source>
        <translation type="unfinished">Strydoedd</translation>
    </message>
    <message>
        <source>Base map</source>
        <translation type="unfinished">Map sylfaen</translation>
    </message>
    <message>
        <source>Place</source>
        <translation type="unfinished">Lle</translation>
    </message>
    <message>
        <source>Unit or call sign (no names)</source>
        <translation type="unfinished">Uned neu arwydd galw (dim enwau)</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation type="unfinished">Cyrraedd</translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished">Gadael</translation>
    </message>
    <message>
        <source>How</source>
        <translation type="unfinished">Sut</translation>
    </message>
    <message>
        <source>On foot</source>
        <translation type="unfinished">Ar droed</translation>
    </message>
    <message>
        <source>By bicycle</source>
        <translation type="unfinished">Ar feic</translation>
    </message>
    <message>
        <source>In a vehicle</source>
        <translation type="unfinished">Mewn cerbyd</translation>
    </message>
    <message>
        <source>Notes (no intelligence, no crime, no names)</source>
        <translation type="unfinished">Nodiadau (dim cudd-wybodaeth, dim trosedd, dim enwau)</translation>
    </message>
    <message>
        <source>No position yet.</source>
        <translation type="unfinished">Dim safle eto.</translation>
    </message>
    <message>
        <source>Nearest now:</source>
        <translation type="unfinished">Agosaf nawr:</translation>
    </message>
    <message>
        <source>Positions are recorded while tracking runs, and are compared with the plan. Notes are no intelligence and no crime record.</source>
        <translation type="unfinished">Cofnodir safleoedd tra bo’r tracio’n rhedeg, a’u cymharu â’r cynllun. Nid cudd-wybodaeth na chofnod trosedd yw nodiadau.</translation>
    </message>
    <message>
        <source>Patrol</source>
        <translation type="unfinished">Patrôl</translation>
    </message>
    <message>
        <source>Nearest</source>
        <translation type="unfinished">Agosaf</translation>
    </message>
    <message>
        <source>Briefing</source>
        <translation type="unfinished">Briff</translation>
    </message>
    <message>
        <source>Patrols here</source>
        <translation type="unfinished">Patrolau yma</translation>
    </message>
    <message>
        <source>The limit of {count} a day is reached here: take another place.</source>
        <translation type="unfinished">Cyrhaeddwyd y terfyn o {count} y dydd yma: ewch i le arall.</translation>
    </message>
    <message>
        <source>Id</source>
        <translation type="unfinished">Dynodwr</translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished">Enw</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation type="unfinished">Safle</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation type="unfinished">Sifft</translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished">Dull</translation>
    </message>
    <message>
        <source>Area (ha)</source>
        <translation type="unfinished">Arwynebedd (ha)</translation>
    </message>
    <message>
        <source>Crimes</source>
        <translation type="unfinished">Troseddau</translation>
    </message>
    <message>
        <source>Crimes per day</source>
        <translation type="unfinished">Troseddau y dydd</translation>
    </message>
    <message>
        <source>Share of crime</source>
        <translation type="unfinished">Cyfran o droseddu</translation>
    </message>
    <message>
        <source>Peak days</source>
        <translation type="unfinished">Diwrnodau prysuraf</translation>
    </message>
    <message>
        <source>Peak hours</source>
        <translation type="unfinished">Oriau prysuraf</translation>
    </message>
    <message>
        <source>Most patrols a day</source>
        <translation type="unfinished">Uchafswm patrolau y dydd</translation>
    </message>
    <message>
        <source>Why here</source>
        <translation type="unfinished">Pam yma</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished">Nodiadau</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation type="unfinished">Yn ddilys o</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation type="unfinished">Yn ddilys tan</translation>
    </message>
</context>
<context>
    <name>FromCrimes</name>
    <message>
        <source>These types of crime have no weight and add 0: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} crimes are in neither list, since nothing tells their shift.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HotspotProvider</name>
    <message>
        <source>Hotspot policing needs Python libraries that this QGIS does not have: {}. QGIS&apos;s full Windows installer (MSI) has them.</source>
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
    <name>ImportRecords</name>
    <message>
        <source>Import records from the field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Returned files or folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packages that came back (zip or unpacked folder), records.gpkg alone, records.json of a web tasker, GPX, or folders in which all of these are read, however deep. A project that came back is never opened. The name of a GPX file is its unit&apos;s, so use pseudonyms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issued packages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The zips that “Export package for the field” made, as they were sent out, or their manifests, or folders of them. Patrols are held against their validity, places, times and limit. Left out: those of earlier imports, or none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ledger of earlier imports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The LEDGER that the last import wrote. Its records are kept, and files in it are not read again, so importing one twice changes nothing. It may be the same file as LEDGER.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key for pseudonyms (secret)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At least 12 characters, or the path of a text file that holds them: every unit is then called by a pseudonym that only this key gives, the same as in “Import tracks”. Left out: only names that look like people's are replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One point a patrol, as the officer reported it: unit, hotspot, arrival and leaving (UTC), minutes. What is wrong with it stands in package_mark, task_mark, limit_mark, clock_mark and position_mark.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fixes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One point a position: unit, time (UTC), accuracy_m (metres), speed_ms (m/s), source and segment, in WGS 84; the TRACKS of “Calculate patrol dosage”, which measures what the visits only say.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of what officers wrote, apart from all else; looks_like says what may be personal data in it. It goes into no report.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rejects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of the rows that could not be used: file and table, row, reason, and what stands in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ledgers (*.ledger)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All that was ever imported, for the next import&apos;s PREVIOUS. It holds the notes: keep it as them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visits with a mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visits over the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Positions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes that hold what looks like personal data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows that could not be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files read now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files known from before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the ledger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is given to import: choose returned packages or records.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The ledger {} is not there: leave PREVIOUS empty to begin one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not there yet: it begins with this import.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The ledger could not be written ({}): make room on the disk, or choose another place.</source>
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
        <source>No tracks are given: choose track files or folders, or a layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files and a layer are given: choose one of them.</source>
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
        <source>police.uk files or any CSV to a point layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on how few places crime happens, over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>crimes to ranked hexagons that can be walked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hot cells joined to areas, and areas to clusters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>crimes and streets to connected streets that can be walked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>which hold later crime best?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>treatment and control, by a draw anyone can check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the trial can find, before it starts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>which hotspots are treated on which day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draw it again: is it the one that was published?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ground round hotspots that crime may move to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what it has shown, and what it cannot tell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>treatment hotspots and briefings for the phone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is it whole and unchanged?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what came back: visits, positions and notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tracking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fixes to visits and patrol minutes</source>
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
    <message>
        <source>once, to sign packages or to open encrypted ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files of phones, radios and vehicles, or a layer, to fixes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MakeKeys</name>
    <message>
        <source>Make keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Secret key to sign with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Secret keys (*.key)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For whoever exports packages: where the secret key goes, locked with the password. Its public half, for all who check, goes beside it, ending in .pub. Choose a folder that only you can open, with a backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity to decrypt with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identities (*.txt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For whoever receives encrypted packages: where the secret identity goes. No password locks it. Its recipient (age1…), for all who encrypt, goes beside it, ending in -recipient.txt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public key, to be given to all who check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The public key as one line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id of the key, as minisign shows it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprint of the key, to be read out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File with the recipient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipient, to be given to all who encrypt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is to be made: give KEY, IDENTITY or both a place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} needs a place where it is kept, not a temporary file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give {} to all who check your packages, and read this fingerprint out to them in person or by telephone: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever sends you packages encrypts them to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not locked with a password: whoever can read it can open the packages that are sent to you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Windows gives the files the permissions of their folder: make sure that it is yours alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new key needs a password: </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Parameters</name>
    <message>
        <source>Hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key of the hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Control arm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone</source>
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
</context>
<context>
    <name>Passwords</name>
    <message>
        <source>Login of QGIS&apos;s own store of passwords (Settings, Options, Authentication), of the kind Basic; its password opens the key, its user name is not used. QGIS&apos;s history keeps the login&apos;s id, not the password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text file whose first line is the password, for scheduled tasks; only you should be able to read it. Without login and file, the environment variable HOTSPOTS_KEY_PASSWORD is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give PASSWORD_AUTH or PASSWORD_FILE, not both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login has no password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first line of PASSWORD_FILE is empty: write the password there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a login in PASSWORD_AUTH, a file in PASSWORD_FILE, or set the environment variable HOTSPOTS_KEY_PASSWORD.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login {} cannot be opened: check that it is in QGIS&apos;s store of passwords and that the master password was right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password of the key, in a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password of the key, in QGIS&apos;s logins</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PatrolsParameters</name>
    <message>
        <source>Polygons of the hotspots, each with a key. If they have a field arm, ARM says which are patrolled.</source>
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
        <source>Streets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines of streets: units drive the shortest way along them and walk those in the hotspot. They meet at common ends or vertices. Left out: units go straight from place to place.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Readme</name>
    <message>
        <source>no upper limit</source>
        <translation type="unfinished">dim terfyn uchaf</translation>
    </message>
    <message>
        <source>at most {count} a day in each place</source>
        <translation type="unfinished">{count} y dydd ym mhob lle ar y mwyaf</translation>
    </message>
    <message>
        <source>Places to patrol: {count}; limit: {limit}.
Valid from {first}
until {last} ({zone}). Do not use it afterwards.</source>
        <translation type="unfinished">Lleoedd i’w patrolio: {count}; terfyn: {limit}.
Dilys o: {first}
tan: {last} ({zone}). Peidiwch â’i ddefnyddio wedyn.</translation>
    </message>
    <message>
        <source>In QField, import this zip as a project; in QGIS or Mergin Maps, open tasking.qgz from the unpacked folder.
Without them, open briefings/index.html for the list; each place has a page, which reads on a phone and prints on A4.
hotspots.gpkg and data/hotspots.geojson hold the same places for QGIS, QField and other map apps (WGS 84).
data/tasking.json says when each is to be patrolled. What is recorded in the field goes into records.gpkg.
manifest.json lists every file with its size and SHA-256; the folder schema describes it.</source>
        <translation type="unfinished">Yn QField, mewnforiwch y zip hwn fel project; yn QGIS neu Mergin Maps, agorwch tasking.qgz o’r ffolder heb ei bacio.
Hebddynt, agorwch briefings/index.html i weld y rhestr; mae gan bob lle dudalen i’w darllen ar ffôn a’i hargraffu ar A4.
Mae hotspots.gpkg a data/hotspots.geojson yn dal yr un lleoedd ar gyfer QGIS, QField ac apiau mapiau eraill (WGS 84).
Mae data/tasking.json yn dweud pryd y dylid patrolio pob un. Mae’r hyn a gofnodir yn y maes yn mynd i records.gpkg.
Mae manifest.json yn rhestru pob ffeil gyda’i maint a’i SHA-256; mae’r ffolder schema yn ei ddisgrifio.</translation>
    </message>
    <message>
        <source>Patrols are monitored, to learn what works. Notes are no intelligence and no crime record.
The figures describe the past of a place; they say nothing about any person in it.</source>
        <translation type="unfinished">Caiff patrolau eu monitro, er mwyn dysgu beth sy’n gweithio. Nid cudd-wybodaeth na chofnod trosedd yw nodiadau.
Disgrifio gorffennol lle y mae’r ffigurau; nid ydynt yn dweud dim am unrhyw berson ynddo.</translation>
    </message>
    <message>
        <source>To check that nobody changed the package, run &quot;Verify package&quot; of the QGIS plugin Hotspot policing on the
zip as it was sent (not on a zip made again from its files) and compare the number it prints, the SHA-256 of
manifest.json, with the one the sender reads out. Without the plugin:</source>
        <translation type="unfinished">I wirio nad oes neb wedi newid y pecyn, rhedwch &quot;Verify package&quot; yn ategyn QGIS Hotspot policing ar y
zip fel y’i hanfonwyd (nid ar zip a wnaed eto o’i ffeiliau) a chymharwch y rhif a ddangosir, sef SHA-256
manifest.json, â’r un y mae’r anfonwr yn ei ddarllen. Heb yr ategyn:</translation>
    </message>
    <message>
        <source>If there is a manifest.json.minisig, the package is signed. With the sender&apos;s public key, which must have reached you on
another way than this package, &quot;Verify package&quot; or minisign says whether it is the sender&apos;s:</source>
        <translation type="unfinished">Os oes manifest.json.minisig, mae’r pecyn wedi’i lofnodi. Gydag allwedd gyhoeddus yr anfonwr, y mae’n rhaid ei bod wedi’ch cyrraedd mewn
ffordd arall na’r pecyn hwn, mae &quot;Verify package&quot; neu minisign yn dweud ai’r anfonwr a’i gwnaeth:</translation>
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
        <source>JSON files (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record of the draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parameters and the SHA-256, without the seed: what Verify an allocation draws again from.</source>
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
        <source>The hotspots of the trial: polygons, lines, points or a table, in any order, each with a key.</source>
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
    <message>
        <source>The seed is short enough to be found by trying, and whoever finds it knows all weeks. Draw with a longer one, such as the trial&apos;s name and a dozen random letters and figures, and keep it sealed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sealing</name>
    <message>
        <source>Key to sign with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Secret keys (*.key);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Secret key that “Make keys” or minisign made. The package then carries a signature, which “Verify package” and minisign check with the public key. Needs the Python library cryptography.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypt to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipients (age1…) who alone can open the package, one a line or between commas, or a text file of such. The package's name then ends in .age, and no readable one is written. Phones cannot open it: whoever puts it on them decrypts it first. Needs the Python library cryptography.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of this issue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole number, higher with each package for the same people, by which an old package is told from a new one. Empty: a signed package takes the seconds since 1970, an unsigned one has none, so that the same input gives the same bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id of the key that signed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of this issue, if it has one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed by the key {}, fingerprint {}, as number {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>THE KEY HAS NO PASSWORD: whoever copies it can sign as you. Lock it with minisign -C, or make a new one with “Make keys”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is encrypted: {} recipients alone can open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing a package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is locked with a password: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypting a package</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OUTPUT ends in .age, as encrypted packages do, and RECIPIENTS is empty: name the recipients, or end it in .zip.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShippedModel</name>
    <message>
        <source>Crimes to hotspots, with the proof (model)</source>
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
    <message>
        <source>Units go along the {} links of {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units go straight from place to place in hotspots with hardly a street: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units drive straight to hotspots whose streets do not join those of most others: {}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TracksParameters</name>
    <message>
        <source>Track files or folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPX, KML, GeoJSON, CSV (AVL, Airwave, Traccar, OpenTracks and others), OwnTracks .rec or GeoLife .plt files, or folders in which all of these are read, however deep. Where the rows name no unit, the name of a file does, so use pseudonyms. A path or id of a layer may stand here too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or a layer of points or tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points with a time each (QField), or lines with the time of each vertex in M (Mergin Maps, QField), instead of files. Fields accuracy_m (metres), speed_ms (m/s) and segment are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of a layer: field that says which unit a point is of. Left out: unit, or else the layer is one unit.</source>
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
        <source>Such as Europe/London. Left out: times of GPX and KML files that have no zone are UTC, as these formats say; times of other files and of a layer must have one, or you are asked for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved mapping of columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For CSV and GeoJSON: JSON that names the columns of unit, time, place, speed (with its unit), accuracy (metres) and validity. MAPPING saves one. Left out: columns are known by their usual names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key for pseudonyms (secret)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At least 12 characters, or the path of a text file that holds them: every unit is then called by a pseudonym that only this key gives, the same in every import. Left out: only names that look like people&apos;s are replaced. QGIS keeps what is typed in its history; a path keeps the key out of it.</source>
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
        <source>Ping intervals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of the units: fixes, first, last, and the seconds between fixes, which limit what is seen.</source>
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
        <source>Seconds between fixes, median over the units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often each rule was used (JSON)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the fixes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greatest possible speed (km/h)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A fix that could only be reached faster (km/h) is an impossible jump and a reject. 0: no such rule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold halts within (metres)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fixes that stay within so many metres for a minute or longer are put at their middle, which takes out the drift of a unit that stands. 0: fixes stay where the device put them; the drift is only counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dates such as 5/6/2026</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tell from the dates, or ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>day first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>month first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How dates in CSV files are read: 0 as the dates themselves show, 1 as 5 June, 2 as 6 May.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mapping that was used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON files (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The columns as they were understood in CSV and GeoJSON files, to be checked, changed and reused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit, a field of the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time, a field of the layer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrialPower</name>
    <message>
        <source>Plan a trial&apos;s power</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Power</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table with one row a fall in crime: how often it is found and missed (0–1), in closed form and in simulation, and the place-days, days and hotspots that would be enough.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same with a chart, larger trials to compare, and all assumptions: one HTML file for printing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the trial can find, in one sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chance of finding the fall EFFECT (0–1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same by simulation (0–1); empty without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest fall that is found with the power wanted (percent); empty if none is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place-days that the control arm needs to find EFFECT; empty if none are enough</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes in a hotspot and day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hotspots that are planned; their number and mean rate are used. Or leave empty and type both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With a layer: its field with crimes in a hotspot and day before the trial.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a layer: how many hotspots there are in all arms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crimes a day, of the type that the trial is about; 0.2 is one every five days. Not with a layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the trial (days)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days from the first to the last.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Design</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>crossover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>parallel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 crossover: who is treated changes from period to period, so that each hotspot is its own control. 1 parallel: each hotspot keeps its arm for the whole trial.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fall in crime to be found (percent)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Percent: what patrols can be hoped to do. Reviews found falls of 14 % in violence, 17 % in all crime.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other falls (percent)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Percentages for further rows of the table, with commas between; empty for none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part that is treated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of the place-days that is treated, 0–1: 0.5 for half, 0.4 for 8 of 20 a day.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Power wanted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chance (0–1) of finding an effect that is there; 0.8 is customary.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level of the test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chance (0–1) of “finding” an effect, fall or rise, that is not there; 0.05 is customary.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Periods in a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossover: 1 for whole days, 2 for day and night. Matters for overdispersion and simulation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overdispersion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variance divided by mean of a hotspot&apos;s count in a period; 1 is Poisson&apos;s law. Take it from counts before the trial; crime comes in runs, and 1.1 to 1.5 is common.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots in a cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean number of hotspots (patrol areas) that share their arm; 1 if each is drawn alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variation between hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parallel: standard deviation of the hotspots&apos; true rates divided by their mean, as far as blocks or the time before the trial do not explain it. 0.25 are alike, 1 very different.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Carry-over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossover: part of the effect (0–1) that is left in the next period if that is not treated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Simulated trials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trials to simulate for each fall, as a check of the closed form; 0 for none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed of the simulation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A whole number; the same gives the same simulation with the same numpy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} simulated trials: choose 0 to {:,}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The power wanted must be above 0 and below 1, such as 0.8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {:.1f} crimes are to be expected in an arm: trust the simulation, not the formula.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this trial can find</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VerifyAllocation</name>
    <message>
        <source>Verify an allocation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hotspots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hotspots from which it was drawn: all of them, with the fields that the draw used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record of the draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file that the draw wrote as RECORD: its algorithm, its parameters and its SHA-256.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The seed of the draw, letter by letter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arms or schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layer of arms or the schedule that was used, to be compared row by row. Weeks of a schedule that are not in it are left out, as when a single week was released.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SHA-256 that was published in advance, 64 digits: of the whole draw, or of a week of a schedule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of all differences: hotspot, period, what differs, what was drawn and what was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether all that was compared is equal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences between the rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of what was drawn now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to compare with: give RESULT, HASH, or a record with a hash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EQUAL: the draw is the one that was recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NOT EQUAL: see above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} has parameters that {} does not know ({}): choose the file that the draw wrote.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>arms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} has no field {}, so that it is not {}: choose the layer that the draw wrote.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {} weeks are not in {}, and were not compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of what was drawn now: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HASH</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SHA-256 of {} is that of the draw.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SHA-256 of {} is that of week {} of the draw.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SHA-256 of {} is not that of the draw ({}): the seed, the hotspots or a parameter is another, or the allocation was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All rows of {} are as they were drawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:,} differences between {} and the draw:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {} is “{}”, and was drawn as “{}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and {:,} more.</source>
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
        <source>Packages (*.zip *.age);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What “Export package for the field” made, as it was sent: .zip or .zip.age. It is not unpacked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public key of the sender</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public keys (*.pub);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The .pub file, or its second line, that the sender gave you on another way than the package and whose fingerprint you compared. With it, only a package signed by that key passes. Needs the Python library cryptography.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your identity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File that opens packages encrypted to you, as “Make keys” or age-keygen made it. The package is read through it; nothing readable is written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The highest number of a package that you have had from this sender. One that is not higher is an old package sent again, and fails.</source>
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
        <source>Page with all that was checked and what came of it; it is also written if the package fails.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 for a package that passes; another is an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>good; unsigned; or “signed, not checked” where no public key was given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Id of the key that the signature names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When it was signed (UTC), by its signer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of this issue, if it has one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{}” is whole: {} hotspots, no byte changed since it was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> It is from the key that you gave.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> It is the sender&apos;s if the sender reads out this number: {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
