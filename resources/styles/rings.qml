<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.40.0" styleCategories="Symbology|MapTips">
 <renderer-v2 type="RuleRenderer" referencescale="-1" enableorderby="0" symbollevels="0" forceraster="0">
  <rules>
   <rule filter="&quot;arm&quot; IS NOT NULL AND lower(&quot;arm&quot;) != 'control' AND &quot;ring&quot; = 1" symbol="0" label="Round treatment: innermost ring" />
   <rule filter="&quot;arm&quot; IS NOT NULL AND lower(&quot;arm&quot;) != 'control' AND &quot;ring&quot; = 2" symbol="1" label="Round treatment: ring 2" />
   <rule filter="&quot;arm&quot; IS NOT NULL AND lower(&quot;arm&quot;) != 'control' AND &quot;ring&quot; = 3" symbol="2" label="Round treatment: ring 3" />
   <rule filter="&quot;arm&quot; IS NOT NULL AND lower(&quot;arm&quot;) != 'control' AND &quot;ring&quot; >= 4" symbol="3" label="Round treatment: further rings" />
   <rule filter="lower(&quot;arm&quot;) = 'control' AND &quot;ring&quot; = 1" symbol="4" label="Round control: innermost ring" />
   <rule filter="lower(&quot;arm&quot;) = 'control' AND &quot;ring&quot; = 2" symbol="5" label="Round control: ring 2" />
   <rule filter="lower(&quot;arm&quot;) = 'control' AND &quot;ring&quot; = 3" symbol="6" label="Round control: ring 3" />
   <rule filter="lower(&quot;arm&quot;) = 'control' AND &quot;ring&quot; >= 4" symbol="7" label="Round control: further rings" />
   <rule filter="&quot;arm&quot; IS NULL AND &quot;ring&quot; = 1" symbol="8" label="Round hotspots without an arm: innermost ring" />
   <rule filter="&quot;arm&quot; IS NULL AND &quot;ring&quot; = 2" symbol="9" label="Round hotspots without an arm: ring 2" />
   <rule filter="&quot;arm&quot; IS NULL AND &quot;ring&quot; = 3" symbol="10" label="Round hotspots without an arm: ring 3" />
   <rule filter="&quot;arm&quot; IS NULL AND &quot;ring&quot; >= 4" symbol="11" label="Round hotspots without an arm: further rings" />
  </rules>
  <symbols>
   <symbol type="fill" alpha="1" force_rhr="0" name="0" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="213,94,0,170" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="122,48,0,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="1" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="230,140,60,120" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="122,48,0,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="2" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="240,190,130,90" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="122,48,0,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="3" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="245,220,190,70" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="122,48,0,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="4" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="0,114,178,150" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="0,60,100,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="5" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="86,160,210,110" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="0,60,100,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="6" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="140,195,230,80" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="0,60,100,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="7" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="190,220,240,60" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="0,60,100,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="8" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="110,110,110,150" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="60,60,60,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="9" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="140,140,140,110" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="60,60,60,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="10" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="170,170,170,90" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="60,60,60,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" alpha="1" force_rhr="0" name="11" is_animated="0" clip_to_extent="1" frame_rate="10">
    <layer class="SimpleFill" locked="0" enabled="1" pass="0">
     <Option type="Map">
      <Option type="QString" name="color" value="200,200,200,70" />
      <Option type="QString" name="joinstyle" value="round" />
      <Option type="QString" name="outline_color" value="60,60,60,200" />
      <Option type="QString" name="outline_style" value="solid" />
      <Option type="QString" name="outline_width" value="0.2" />
      <Option type="QString" name="outline_width_unit" value="MM" />
      <Option type="QString" name="style" value="solid" />
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <mapTip enabled="1">&lt;b&gt;[% "hotspot_id" %]&lt;/b&gt;, [% "from_m" %]–[% "to_m" %] m&lt;br&gt;[% coalesce("arm", 'no arm') %]&lt;br&gt;[% format_number("area_ha", 2) %] ha, [% format_number(100 * "kept", 0) %] % of the whole ring</mapTip>
</qgis>
