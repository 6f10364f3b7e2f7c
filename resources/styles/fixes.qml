<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis styleCategories="Symbology|MapTips|Temporal" version="3.40.0">
  <!-- small points, smaller where the map is, a colour for each unit in order of name; the Temporal Controller plays the field time -->
  <temporal enabled="1" mode="1" startField="time" endField="" startExpression="" endExpression="" durationField="" fixedDuration="1" durationUnit="min" accumulate="0" limitMode="0">
    <fixedRange>
      <start></start>
      <end></end>
    </fixedRange>
  </temporal>
  <renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0" referencescale="-1">
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle"/>
            <Option type="QString" name="color" value="0,114,178,255"/>
            <Option type="QString" name="outline_color" value="255,255,255,160"/>
            <Option type="QString" name="outline_style" value="solid"/>
            <Option type="QString" name="outline_width" value="0.1"/>
            <Option type="QString" name="outline_width_unit" value="MM"/>
            <Option type="QString" name="size" value="1.5"/>
            <Option type="QString" name="size_unit" value="MM"/>
          </Option>
          <data_defined_properties>
            <Option type="Map">
              <Option type="QString" name="name" value=""/>
              <Option type="Map" name="properties">
                <Option type="Map" name="fillColor">
                  <Option type="bool" name="active" value="true"/>
                  <Option type="QString" name="expression" value="with_variable('hotspots_i', array_find(array_sort(string_to_array(concatenate_unique(&quot;unit&quot;, concatenator:='␟'), '␟')), &quot;unit&quot;), if(@hotspots_i &lt; 8, array_get(array('#0072b2','#d55e00','#009e73','#cc79a7','#e69f00','#56b4e9','#7a4fb5','#595959'), @hotspots_i), color_hsv((@hotspots_i * 137.508) % 360, 75, 80)))"/>
                  <Option type="int" name="type" value="3"/>
                </Option>
                <Option type="Map" name="size">
                  <Option type="bool" name="active" value="true"/>
                  <Option type="QString" name="expression" value="clamp(0.5, 1.6 - 0.5 * ln(@map_scale / 8000), 2)"/>
                  <Option type="int" name="type" value="3"/>
                </Option>
                <Option type="Map" name="outlineStyle">
                  <Option type="bool" name="active" value="true"/>
                  <Option type="QString" name="expression" value="if(@map_scale &lt; 20000, 'solid', 'no')"/>
                  <Option type="int" name="type" value="3"/>
                </Option>
              </Option>
              <Option type="QString" name="type" value="collection"/>
            </Option>
          </data_defined_properties>
        </layer>
      </symbol>
    </symbols>
  </renderer-v2>
  <mapTip enabled="1">&lt;b>[% "unit" %]&lt;/b>&lt;br>[% format_date("time", 'yyyy-MM-dd HH:mm:ss') %] UTC</mapTip>
  <layerGeometryType>0</layerGeometryType>
</qgis>
