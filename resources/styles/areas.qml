<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.40.0" styleCategories="Symbology|Labeling|MapTips" labelsEnabled="1">
 <!-- as hotspots.qml, with a dashed line round the areas that share an allocation -->
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="1" forceraster="0" referencescale="-1">
  <rules key="areas">
   <rule key="tier0" symbol="0" label="Rank 1–10" filter='"rank" &lt;= 10'/>
   <rule key="tier1" symbol="1" label="Rank 11–25" filter='"rank" &gt; 10 AND "rank" &lt;= 25'/>
   <rule key="tier2" symbol="2" label="Rank 26–50" filter='"rank" &gt; 25 AND "rank" &lt;= 50'/>
   <rule key="tier3" symbol="3" label="Rank 51–100" filter='"rank" &gt; 50 AND "rank" &lt;= 100'/>
   <rule key="tier4" symbol="4" label="Below rank 100" filter='"rank" &gt; 100 OR "rank" IS NULL'/>
   <rule key="cluster" symbol="5" label="Areas of one cluster" filter='"cluster_areas" &gt; 1'/>
  </rules>
  <symbols>
   <symbol name="0" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" type="QString" value="103,0,13,175"/>
      <Option name="style" type="QString" value="solid"/>
      <Option name="outline_color" type="QString" value="60,0,8,255"/>
      <Option name="outline_style" type="QString" value="solid"/>
      <Option name="outline_width" type="QString" value="0.5"/>
      <Option name="outline_width_unit" type="QString" value="MM"/>
      <Option name="joinstyle" type="QString" value="miter"/>
     </Option>
    </layer>
   </symbol>
   <symbol name="1" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" type="QString" value="203,24,29,165"/>
      <Option name="style" type="QString" value="solid"/>
      <Option name="outline_color" type="QString" value="122,11,16,255"/>
      <Option name="outline_style" type="QString" value="solid"/>
      <Option name="outline_width" type="QString" value="0.4"/>
      <Option name="outline_width_unit" type="QString" value="MM"/>
      <Option name="joinstyle" type="QString" value="miter"/>
     </Option>
    </layer>
   </symbol>
   <symbol name="2" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" type="QString" value="241,105,58,150"/>
      <Option name="style" type="QString" value="solid"/>
      <Option name="outline_color" type="QString" value="163,58,20,255"/>
      <Option name="outline_style" type="QString" value="solid"/>
      <Option name="outline_width" type="QString" value="0.3"/>
      <Option name="outline_width_unit" type="QString" value="MM"/>
      <Option name="joinstyle" type="QString" value="miter"/>
     </Option>
    </layer>
   </symbol>
   <symbol name="3" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" type="QString" value="253,178,123,135"/>
      <Option name="style" type="QString" value="solid"/>
      <Option name="outline_color" type="QString" value="184,112,58,255"/>
      <Option name="outline_style" type="QString" value="solid"/>
      <Option name="outline_width" type="QString" value="0.25"/>
      <Option name="outline_width_unit" type="QString" value="MM"/>
      <Option name="joinstyle" type="QString" value="miter"/>
     </Option>
    </layer>
   </symbol>
   <symbol name="4" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="color" type="QString" value="253,226,204,80"/>
      <Option name="style" type="QString" value="solid"/>
      <Option name="outline_color" type="QString" value="201,167,138,130"/>
      <Option name="outline_style" type="QString" value="solid"/>
      <Option name="outline_width" type="QString" value="0.12"/>
      <Option name="outline_width_unit" type="QString" value="MM"/>
      <Option name="joinstyle" type="QString" value="miter"/>
     </Option>
    </layer>
   </symbol>
   <symbol name="5" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="GeometryGenerator" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="SymbolType" type="QString" value="Fill"/>
      <!-- "area_ha" tells how long a metre is in the units of the map -->
      <Option name="geometryModifier" type="QString" value="with_variable('metre', sqrt(area(@geometry) / (&quot;area_ha&quot; * 10000)), with_variable('hull', buffer(buffer(collect(@geometry, group_by:=&quot;cluster_id&quot;), 130 * @metre, 6), -90 * @metre, 6), coalesce(make_polygon(exterior_ring(@hull)), @hull)))"/>
      <Option name="units" type="QString" value="MapUnit"/>
     </Option>
     <symbol name="@5@0" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
      <layer class="SimpleLine" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="line_color" type="QString" value="20,40,90,255"/>
        <Option name="line_width" type="QString" value="0.5"/>
        <Option name="line_width_unit" type="QString" value="MM"/>
        <Option name="line_style" type="QString" value="dash"/>
        <Option name="use_custom_dash" type="QString" value="1"/>
        <Option name="customdash" type="QString" value="2;1.2"/>
        <Option name="customdash_unit" type="QString" value="MM"/>
        <Option name="joinstyle" type="QString" value="round"/>
       </Option>
      </layer>
     </symbol>
    </layer>
   </symbol>
  </symbols>
  <orderby>
   <orderByClause asc="0" nullsFirst="1">"rank"</orderByClause>
  </orderby>
 </renderer-v2>
 <labeling type="rule-based">
  <rules key="labels">
   <rule key="inside" description="Rank of the top 100, on the area" filter='"rank" &lt;= 100' scalemindenom="1" scalemaxdenom="60000">
    <settings calloutType="simple">
     <text-style fieldName='"rank"' isExpression="1" fontFamily="Open Sans" fontSize="8.5" fontSizeUnit="Point" fontWeight="75" forcedBold="1" textColor="20,20,20,255" textOpacity="1" blendMode="0" multilineHeight="1" namedStyle="Bold">
      <text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" bufferColor="255,255,255,235" bufferOpacity="1" bufferNoFill="1" bufferJoinStyle="128" bufferBlendMode="0"/>
     </text-style>
     <placement placement="1" quadOffset="4" dist="0" offsetType="0" xOffset="0" yOffset="0" offsetUnits="MM" distUnits="MM" centroidWhole="1" centroidInside="1" priority="5" overlapHandling="PreventOverlap" polygonPlacementFlags="2" placementFlags="10" fitInPolygonOnly="0" rotationAngle="0"/>
     <rendering drawLabels="1" obstacle="1" obstacleFactor="1" obstacleType="1" labelPerPart="0" limitNumLabels="0" scaleVisibility="0" fontLimitPixelSize="0" fontMinPixelSize="0" fontMaxPixelSize="10000" mergeLines="0" minFeatureSize="0" zIndex="0"/>
     <dd_properties>
      <Option type="Map">
       <Option name="name" type="QString" value=""/>
       <Option name="properties" type="Map">
        <Option name="Priority" type="Map">
         <Option name="active" type="bool" value="true"/>
         <Option name="expression" type="QString" value='max(0, 10 - "rank" / 10)'/>
         <Option name="type" type="int" value="3"/>
        </Option>
       </Option>
       <Option name="type" type="QString" value="collection"/>
      </Option>
     </dd_properties>
    </settings>
   </rule>
   <rule key="beside" description="Rank of the top 100, beside the area" filter='"rank" &lt;= 100' scalemindenom="60000" scalemaxdenom="0">
    <settings calloutType="simple">
     <text-style fieldName='"rank"' isExpression="1" fontFamily="Open Sans" fontSize="8.5" fontSizeUnit="Point" fontWeight="75" forcedBold="1" textColor="20,20,20,255" textOpacity="1" blendMode="0" multilineHeight="1" namedStyle="Bold">
      <text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" bufferColor="255,255,255,235" bufferOpacity="1" bufferNoFill="1" bufferJoinStyle="128" bufferBlendMode="0"/>
     </text-style>
     <placement placement="0" quadOffset="4" dist="1.2" offsetType="0" xOffset="0" yOffset="0" offsetUnits="MM" distUnits="MM" centroidWhole="1" centroidInside="1" priority="5" overlapHandling="PreventOverlap" polygonPlacementFlags="2" placementFlags="10" fitInPolygonOnly="0" rotationAngle="0"/>
     <rendering drawLabels="1" obstacle="1" obstacleFactor="1" obstacleType="1" labelPerPart="0" limitNumLabels="0" scaleVisibility="0" fontLimitPixelSize="0" fontMinPixelSize="0" fontMaxPixelSize="10000" mergeLines="0" minFeatureSize="0" zIndex="0"/>
     <dd_properties>
      <Option type="Map">
       <Option name="name" type="QString" value=""/>
       <Option name="properties" type="Map">
        <Option name="Priority" type="Map">
         <Option name="active" type="bool" value="true"/>
         <Option name="expression" type="QString" value='max(0, 10 - "rank" / 10)'/>
         <Option name="type" type="int" value="3"/>
        </Option>
       </Option>
       <Option name="type" type="QString" value="collection"/>
      </Option>
     </dd_properties>
    </settings>
   </rule>
  </rules>
 </labeling>
 <mapTip enabled="1">&lt;b&gt;[% coalesce("name", "hotspot_id") %]&lt;/b&gt;, rank [% coalesce("rank", '–') %], [% replace("cluster_id", 'cluster', 'cluster ') %][% if("cluster_areas" &gt; 1, ' of ' || "cluster_areas" || ' areas', '') %]&lt;br&gt;[% "crimes" %] crimes, [% round(100 * "crime_share", 1) %] % of all, on [% round("area_ha", 1) %] ha[% if("cells" &gt; 1, '; ' || round("walk_min") || ' minutes to walk', '') %][% if("persistence" IS NULL, '', '&lt;br&gt;crime in ' || round(100 * "persistence") || ' % of months') %]</mapTip>
 <layerGeometryType>2</layerGeometryType>
</qgis>
