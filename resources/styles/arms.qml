<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis styleCategories="Symbology|Labeling|MapTips" version="3.40.0" labelsEnabled="1">
 <renderer-v2 type="categorizedSymbol" referencescale="-1" enableorderby="0" attr="arm" symbollevels="0" forceraster="0">
  <categories>
   <category type="string" value="treatment" symbol="0" label="Treatment" render="true" />
   <category type="string" value="control" symbol="1" label="Control" render="true" />
   <category type="string" value="" symbol="2" label="Other arms" render="true" />
  </categories>
  <symbols>
   <symbol type="fill" alpha="1" force_rhr="0" name="0" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="213,94,0,190" />
      <Option type="QString" name="joinstyle" value="miter" />
      <Option type="QString" name="offset" value="0,0" />
      <Option type="QString" name="offset_unit" value="MM" />
      <Option type="QString" name="outline_color" value="122,48,0,255" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.6" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="1" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="86,180,233,70" />
      <Option type="QString" name="joinstyle" value="miter" />
      <Option type="QString" name="offset" value="0,0" />
      <Option type="QString" name="offset_unit" value="MM" />
      <Option type="QString" name="outline_color" value="0,80,130,255" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.4" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="2" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="150,150,150,90" />
      <Option type="QString" name="joinstyle" value="miter" />
      <Option type="QString" name="offset" value="0,0" />
      <Option type="QString" name="offset_unit" value="MM" />
      <Option type="QString" name="outline_color" value="80,80,80,255" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.4" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <labeling type="simple">
  <settings calloutType="simple">
   <text-style namedStyle="" useSubstitutions="0" fontSizeUnit="Point" blendMode="0" fontKerning="1" fontStrikeout="0" multilineHeight="1" tabStopDistanceUnit="Percentage" textOrientation="horizontal" fontItalic="0" textColor="29,39,48,255" textOpacity="1" fontUnderline="0" fontWordSpacing="0" previewBkgrdColor="255,255,255,255" fontFamily="Open Sans" legendString="Aa" forcedBold="0" tabStopDistance="6" fontLetterSpacing="0" allowHtml="0" isExpression="1" forcedItalic="0" fontSize="8" fontWeight="50" multilineHeightUnit="Percentage" capitalization="0" fieldName="coalesce(to_string(attribute(@feature, 'rank')), attribute(@feature, 'name'), attribute(@feature, 'hotspot_id'))">
    <text-buffer bufferSize="0.90000000000000002" bufferOpacity="1" bufferBlendMode="0" bufferSizeUnits="MM" bufferNoFill="1" bufferJoinStyle="128" bufferColor="255,255,255,230" bufferDraw="1" />
   </text-style>
   <text-format leftDirectionSymbol="&lt;" autoWrapLength="0" useMaxLineLengthForAutoWrap="1" addDirectionSymbol="0" placeDirectionSymbol="0" wrapChar="" plussign="0" rightDirectionSymbol="&gt;" reverseDirectionSymbol="0" formatNumbers="0" multilineAlign="3" decimals="3" />
   <placement yOffset="0" repeatDistance="0" dist="0" allowDegraded="0" offsetType="0" geometryGeneratorEnabled="0" lineAnchorPercent="0.5" placementFlags="10" rotationUnit="AngleDegrees" maxCurvedCharAngleIn="25" fitInPolygonOnly="0" priority="5" geometryGeneratorType="PointGeometry" layerType="UnknownGeometry" lineAnchorTextPoint="FollowPlacement" lineAnchorType="0" maximumDistance="0" overlapHandling="PreventOverlap" placement="1" centroidInside="1" polygonPlacementFlags="2" lineAnchorClipping="0" preserveRotation="1" prioritization="PreferCloser" overrunDistance="0" xOffset="0" distUnits="MM" maximumDistanceUnit="MM" geometryGenerator="" predefinedPositionOrder="TR,TL,BR,BL,R,L,TSR,BSR" centroidWhole="1" maxCurvedCharAngleOut="-25" rotationAngle="0" quadOffset="4" repeatDistanceUnits="MM" offsetUnits="MM" overrunDistanceUnit="MM" />
   <rendering unplacedVisibility="0" fontLimitPixelSize="0" zIndex="0" scaleVisibility="0" maxNumLabels="2000" obstacleType="1" limitNumLabels="0" scaleMax="0" obstacle="1" labelPerPart="0" obstacleFactor="1" scaleMin="0" drawLabels="1" fontMinPixelSize="0" upsidedownLabels="0" fontMaxPixelSize="10000" mergeLines="0" minFeatureSize="0" />
  </settings>
 </labeling>
 <blendMode>0</blendMode>
 <featureBlendMode>0</featureBlendMode>
 <mapTip enabled="1">&lt;b&gt;[% coalesce(attribute(@feature, 'name'), attribute(@feature, 'hotspot_id')) %]&lt;/b&gt;&lt;br&gt;[% "arm" %]</mapTip>
 <layerGeometryType>2</layerGeometryType>
</qgis>
