<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.40.0" styleCategories="Symbology|MapTips" labelsEnabled="0">
 <!-- the more crimes a metre has, the wider; a white casing keeps lines apart from any map below -->
 <renderer-v2 type="singleSymbol" symbollevels="1" enableorderby="0" forceraster="0" referencescale="-1">
  <symbols>
   <symbol name="0" type="line" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleLine" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="line_color" type="QString" value="255,255,255,230"/>
      <Option name="line_style" type="QString" value="solid"/>
      <Option name="line_width" type="QString" value="1.4"/>
      <Option name="line_width_unit" type="QString" value="MM"/>
      <Option name="capstyle" type="QString" value="round"/>
      <Option name="joinstyle" type="QString" value="round"/>
     </Option>
     <data_defined_properties>
      <Option type="Map">
       <Option name="name" type="QString" value=""/>
       <Option name="properties" type="Map">
        <Option name="outlineWidth" type="Map">
         <Option name="active" type="bool" value="true"/>
         <Option name="expression" type="QString" value="1.0 + min(1.5, 6 * &quot;crimes&quot; / max(&quot;length_m&quot;, 20))"/>
         <Option name="type" type="int" value="3"/>
        </Option>
       </Option>
       <Option name="type" type="QString" value="collection"/>
      </Option>
     </data_defined_properties>
    </layer>
    <layer class="SimpleLine" enabled="1" locked="0" pass="1">
     <Option type="Map">
      <Option name="line_color" type="QString" value="103,0,13,255"/>
      <Option name="line_style" type="QString" value="solid"/>
      <Option name="line_width" type="QString" value="0.8"/>
      <Option name="line_width_unit" type="QString" value="MM"/>
      <Option name="capstyle" type="QString" value="round"/>
      <Option name="joinstyle" type="QString" value="round"/>
     </Option>
     <data_defined_properties>
      <Option type="Map">
       <Option name="name" type="QString" value=""/>
       <Option name="properties" type="Map">
        <Option name="outlineWidth" type="Map">
         <Option name="active" type="bool" value="true"/>
         <Option name="expression" type="QString" value="0.4 + min(1.5, 6 * &quot;crimes&quot; / max(&quot;length_m&quot;, 20))"/>
         <Option name="type" type="int" value="3"/>
        </Option>
       </Option>
       <Option name="type" type="QString" value="collection"/>
      </Option>
     </data_defined_properties>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <mapTip enabled="1">&lt;b&gt;[% coalesce("name", 'Street without a name') %]&lt;/b&gt;&lt;br/&gt;[% "crimes" %] crimes on [% round("length_m") %] m; [% round("expected", 1) %] to expect&lt;br/&gt;Corridor of rank [% "rank" %]</mapTip>
</qgis>
