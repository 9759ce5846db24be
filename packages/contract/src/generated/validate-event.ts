// @ts-nocheck
// Generated from schema/event.v2.schema.json by scripts/generate.js; do not edit.
"use strict";
export const validate = validate20;
export default validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://ecomind.dev/schema/event.v2.schema.json","title":"EcoMind usage event, version 2","description":"One use of an AI assistant, as a client reports it. Never content: unknown fields are refused, and no field has room for prose. An event that satisfies this schema is taken as it is. Of any other, null in a field counts as absent, and an optional field that cannot be used is left out with a warning; only what the event cannot do without is a reason to refuse it.","type":"object","additionalProperties":false,"required":["user_id","provider","model"],"anyOf":[{"required":["ts"]},{"required":["id"]}],"properties":{"id":{"description":"A UUID, or any other text by which the client knows the event (an idempotency key): its UUID derives from the text. With ts and the organisation it is the event's identity: a retry with the same three is harmless. What a token reports of its own person is stored under an id of that person's own, which the answer gives. Absent: derived from the event under a secret of the installation.","type":"string","minLength":1},"ts":{"description":"RFC 3339: when it was used; kept to the millisecond. Absent: taken from a UUIDv7 id.","type":"string","maxLength":40},"org_id":{"description":"Only compared with the credential's.","type":"string","minLength":1,"maxLength":64},"user_id":{"description":"A pseudonym is enough.","type":"string","maxLength":128,"pattern":"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},"team":{"description":"As in the list of members.","type":"string","maxLength":64,"pattern":"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+)*$"},"provider":{"description":"Who answered or runs the model; kept in lower case.","type":"string","maxLength":64,"pattern":"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},"model":{"description":"As the provider, the deployment or the file system calls it.","type":"string","maxLength":128,"pattern":"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},"tokens_in":{"description":"Includes the cached and cache-written ones; up to 10,000,000 for each of requests. Absent: unknown.","type":"integer","minimum":0,"maximum":1000000000000},"tokens_cached":{"description":"Part of tokens_in.","type":"integer","minimum":0,"maximum":1000000000000},"tokens_out":{"description":"Includes hidden reasoning tokens; up to 10,000,000 for each of requests. Absent: unknown.","type":"integer","minimum":0,"maximum":1000000000000},"tokens_basis":{"description":"How the counts of both sides came about: told by the provider, or estimated by the client. Default: reported.","enum":["reported","estimated"]},"tokens_in_basis":{"description":"Of the input, where the sides differ.","enum":["reported","estimated"]},"tokens_out_basis":{"description":"Of the output, where the sides differ.","enum":["reported","estimated"]},"tokens_in_low":{"description":"Band of an estimate: at most tokens_in.","type":"integer","minimum":0,"maximum":1000000000000},"tokens_in_high":{"description":"At least tokens_in.","type":"integer","minimum":0,"maximum":1000000000000},"tokens_out_low":{"description":"At most tokens_out.","type":"integer","minimum":0,"maximum":1000000000000},"tokens_out_high":{"description":"At least tokens_out.","type":"integer","minimum":0,"maximum":1000000000000},"bytes_in":{"description":"Size of what was sent: tokens are estimated from it where tokens_in is absent.","type":"integer","minimum":0,"maximum":100000000},"bytes_out":{"description":"Size of what came back: tokens are estimated from it where tokens_out is absent.","type":"integer","minimum":0,"maximum":100000000},"estimator":{"description":"Name and version of the client's way of estimating.","type":"string","maxLength":64,"pattern":"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},"region":{"description":"Cloud region, country or grid zone.","type":"string","maxLength":64,"pattern":"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},"source":{"description":"Who reported: ext-chrome, sdk, otlp, api, …","type":"string","pattern":"^[a-z0-9][a-z0-9_-]{0,31}$"},"labels":{"description":"What a company groups by, such as project or app.","type":"object","maxProperties":8,"propertyNames":{"pattern":"^[a-z0-9_]{1,32}$"},"additionalProperties":{"type":"string","maxLength":64,"pattern":"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,7}$"}},"energy_wh":{"description":"Measured by the supplier for this event, Wh: used in place of the estimate. Up to 1,000,000 for each of requests.","type":"number","minimum":0,"maximum":1000000000},"energy_boundary":{"description":"Where it was measured: at the machines, or at the data centre's meter. Default: it.","enum":["it","facility"]},"energy_method":{"description":"How it was measured.","type":"string","maxLength":64,"pattern":"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},"service_tier":{"enum":["standard","batch","flex","priority","fast"]},"response_id":{"description":"The provider's own id of the answer, by which several reports of one call are known as one.","type":"string","maxLength":128,"pattern":"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,0}$"},"revision":{"description":"Of several reports of one identity the highest revision counts. Default: 0.","type":"integer","minimum":0,"maximum":2147483647},"requests":{"description":"How many uses the event sums. Default: 1.","type":"integer","minimum":1,"maximum":10000000},"schema_version":{"description":"1 and 2 are read alike. Default: 1.","type":"integer","minimum":1,"maximum":2},"node_type":{"description":"Sent by the first clients; dropped.","type":"string","maxLength":64},"metadata":{"description":"Sent empty by the first clients; dropped.","type":"object","maxProperties":0}}};
const func1 = Object.prototype.hasOwnProperty;
import { characters } from "../characters.js";
const func2 = characters;
const pattern4 = new RegExp("^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$", "u");
const pattern5 = new RegExp("^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+)*$", "u");
const pattern10 = new RegExp("^[a-z0-9][a-z0-9_-]{0,31}$", "u");
const pattern11 = new RegExp("^[a-z0-9_]{1,32}$", "u");
const pattern12 = new RegExp("^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,7}$", "u");
const pattern14 = new RegExp("^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,0}$", "u");

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://ecomind.dev/schema/event.v2.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
let valid0 = false;
const _errs2 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.ts === undefined) && (missing0 = "ts")){
const err0 = {instancePath,schemaPath:"#/anyOf/0/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs2 === errors;
valid0 = valid0 || _valid0;
const _errs3 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
let missing1;
if((data.id === undefined) && (missing1 = "id")){
const err1 = {instancePath,schemaPath:"#/anyOf/1/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs3 === errors;
valid0 = valid0 || _valid0;
if(!valid0){
const err2 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
validate20.errors = vErrors;
return false;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing2;
if((((data.user_id === undefined) && (missing2 = "user_id")) || ((data.provider === undefined) && (missing2 = "provider"))) || ((data.model === undefined) && (missing2 = "model"))){
validate20.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing2},message:"must have required property '"+missing2+"'"}];
return false;
}
else {
const _errs4 = errors;
for(const key0 in data){
if(!(func1.call(schema31.properties, key0))){
validate20.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs4 === errors){
if(data.id !== undefined){
let data0 = data.id;
const _errs5 = errors;
if(errors === _errs5){
if(typeof data0 === "string"){
if(func2(data0) < 1){
validate20.errors = [{instancePath:instancePath+"/id",schemaPath:"#/properties/id/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs5 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.ts !== undefined){
let data1 = data.ts;
const _errs7 = errors;
if(errors === _errs7){
if(typeof data1 === "string"){
if(func2(data1) > 40){
validate20.errors = [{instancePath:instancePath+"/ts",schemaPath:"#/properties/ts/maxLength",keyword:"maxLength",params:{limit: 40},message:"must NOT have more than 40 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/ts",schemaPath:"#/properties/ts/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs7 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.org_id !== undefined){
let data2 = data.org_id;
const _errs9 = errors;
if(errors === _errs9){
if(typeof data2 === "string"){
if(func2(data2) > 64){
validate20.errors = [{instancePath:instancePath+"/org_id",schemaPath:"#/properties/org_id/maxLength",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(func2(data2) < 1){
validate20.errors = [{instancePath:instancePath+"/org_id",schemaPath:"#/properties/org_id/minLength",keyword:"minLength",params:{limit: 1},message:"must NOT have fewer than 1 characters"}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/org_id",schemaPath:"#/properties/org_id/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs9 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.user_id !== undefined){
let data3 = data.user_id;
const _errs11 = errors;
if(errors === _errs11){
if(typeof data3 === "string"){
if(func2(data3) > 128){
validate20.errors = [{instancePath:instancePath+"/user_id",schemaPath:"#/properties/user_id/maxLength",keyword:"maxLength",params:{limit: 128},message:"must NOT have more than 128 characters"}];
return false;
}
else {
if(!pattern4.test(data3)){
validate20.errors = [{instancePath:instancePath+"/user_id",schemaPath:"#/properties/user_id/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},message:"must match pattern \""+"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"+"\""}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/user_id",schemaPath:"#/properties/user_id/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs11 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.team !== undefined){
let data4 = data.team;
const _errs13 = errors;
if(errors === _errs13){
if(typeof data4 === "string"){
if(func2(data4) > 64){
validate20.errors = [{instancePath:instancePath+"/team",schemaPath:"#/properties/team/maxLength",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern5.test(data4)){
validate20.errors = [{instancePath:instancePath+"/team",schemaPath:"#/properties/team/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+)*$"},message:"must match pattern \""+"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+)*$"+"\""}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/team",schemaPath:"#/properties/team/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs13 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.provider !== undefined){
let data5 = data.provider;
const _errs15 = errors;
if(errors === _errs15){
if(typeof data5 === "string"){
if(func2(data5) > 64){
validate20.errors = [{instancePath:instancePath+"/provider",schemaPath:"#/properties/provider/maxLength",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern4.test(data5)){
validate20.errors = [{instancePath:instancePath+"/provider",schemaPath:"#/properties/provider/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},message:"must match pattern \""+"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"+"\""}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/provider",schemaPath:"#/properties/provider/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs15 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.model !== undefined){
let data6 = data.model;
const _errs17 = errors;
if(errors === _errs17){
if(typeof data6 === "string"){
if(func2(data6) > 128){
validate20.errors = [{instancePath:instancePath+"/model",schemaPath:"#/properties/model/maxLength",keyword:"maxLength",params:{limit: 128},message:"must NOT have more than 128 characters"}];
return false;
}
else {
if(!pattern4.test(data6)){
validate20.errors = [{instancePath:instancePath+"/model",schemaPath:"#/properties/model/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},message:"must match pattern \""+"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"+"\""}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/model",schemaPath:"#/properties/model/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs17 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.tokens_in !== undefined){
let data7 = data.tokens_in;
const _errs19 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate20.errors = [{instancePath:instancePath+"/tokens_in",schemaPath:"#/properties/tokens_in/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs19){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 > 1000000000000 || isNaN(data7)){
validate20.errors = [{instancePath:instancePath+"/tokens_in",schemaPath:"#/properties/tokens_in/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000000000},message:"must be <= 1000000000000"}];
return false;
}
else {
if(data7 < 0 || isNaN(data7)){
validate20.errors = [{instancePath:instancePath+"/tokens_in",schemaPath:"#/properties/tokens_in/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs19 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.tokens_cached !== undefined){
let data8 = data.tokens_cached;
const _errs21 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate20.errors = [{instancePath:instancePath+"/tokens_cached",schemaPath:"#/properties/tokens_cached/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs21){
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 1000000000000 || isNaN(data8)){
validate20.errors = [{instancePath:instancePath+"/tokens_cached",schemaPath:"#/properties/tokens_cached/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000000000},message:"must be <= 1000000000000"}];
return false;
}
else {
if(data8 < 0 || isNaN(data8)){
validate20.errors = [{instancePath:instancePath+"/tokens_cached",schemaPath:"#/properties/tokens_cached/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs21 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.tokens_out !== undefined){
let data9 = data.tokens_out;
const _errs23 = errors;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){
validate20.errors = [{instancePath:instancePath+"/tokens_out",schemaPath:"#/properties/tokens_out/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs23){
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 > 1000000000000 || isNaN(data9)){
validate20.errors = [{instancePath:instancePath+"/tokens_out",schemaPath:"#/properties/tokens_out/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000000000},message:"must be <= 1000000000000"}];
return false;
}
else {
if(data9 < 0 || isNaN(data9)){
validate20.errors = [{instancePath:instancePath+"/tokens_out",schemaPath:"#/properties/tokens_out/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs23 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.tokens_basis !== undefined){
let data10 = data.tokens_basis;
const _errs25 = errors;
if(!((data10 === "reported") || (data10 === "estimated"))){
validate20.errors = [{instancePath:instancePath+"/tokens_basis",schemaPath:"#/properties/tokens_basis/enum",keyword:"enum",params:{allowedValues: schema31.properties.tokens_basis.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid1 = _errs25 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.tokens_in_basis !== undefined){
let data11 = data.tokens_in_basis;
const _errs26 = errors;
if(!((data11 === "reported") || (data11 === "estimated"))){
validate20.errors = [{instancePath:instancePath+"/tokens_in_basis",schemaPath:"#/properties/tokens_in_basis/enum",keyword:"enum",params:{allowedValues: schema31.properties.tokens_in_basis.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid1 = _errs26 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.tokens_out_basis !== undefined){
let data12 = data.tokens_out_basis;
const _errs27 = errors;
if(!((data12 === "reported") || (data12 === "estimated"))){
validate20.errors = [{instancePath:instancePath+"/tokens_out_basis",schemaPath:"#/properties/tokens_out_basis/enum",keyword:"enum",params:{allowedValues: schema31.properties.tokens_out_basis.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid1 = _errs27 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.tokens_in_low !== undefined){
let data13 = data.tokens_in_low;
const _errs28 = errors;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
validate20.errors = [{instancePath:instancePath+"/tokens_in_low",schemaPath:"#/properties/tokens_in_low/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs28){
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 1000000000000 || isNaN(data13)){
validate20.errors = [{instancePath:instancePath+"/tokens_in_low",schemaPath:"#/properties/tokens_in_low/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000000000},message:"must be <= 1000000000000"}];
return false;
}
else {
if(data13 < 0 || isNaN(data13)){
validate20.errors = [{instancePath:instancePath+"/tokens_in_low",schemaPath:"#/properties/tokens_in_low/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs28 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.tokens_in_high !== undefined){
let data14 = data.tokens_in_high;
const _errs30 = errors;
if(!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))){
validate20.errors = [{instancePath:instancePath+"/tokens_in_high",schemaPath:"#/properties/tokens_in_high/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs30){
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 > 1000000000000 || isNaN(data14)){
validate20.errors = [{instancePath:instancePath+"/tokens_in_high",schemaPath:"#/properties/tokens_in_high/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000000000},message:"must be <= 1000000000000"}];
return false;
}
else {
if(data14 < 0 || isNaN(data14)){
validate20.errors = [{instancePath:instancePath+"/tokens_in_high",schemaPath:"#/properties/tokens_in_high/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs30 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.tokens_out_low !== undefined){
let data15 = data.tokens_out_low;
const _errs32 = errors;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
validate20.errors = [{instancePath:instancePath+"/tokens_out_low",schemaPath:"#/properties/tokens_out_low/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs32){
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 > 1000000000000 || isNaN(data15)){
validate20.errors = [{instancePath:instancePath+"/tokens_out_low",schemaPath:"#/properties/tokens_out_low/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000000000},message:"must be <= 1000000000000"}];
return false;
}
else {
if(data15 < 0 || isNaN(data15)){
validate20.errors = [{instancePath:instancePath+"/tokens_out_low",schemaPath:"#/properties/tokens_out_low/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs32 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.tokens_out_high !== undefined){
let data16 = data.tokens_out_high;
const _errs34 = errors;
if(!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))){
validate20.errors = [{instancePath:instancePath+"/tokens_out_high",schemaPath:"#/properties/tokens_out_high/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs34){
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 > 1000000000000 || isNaN(data16)){
validate20.errors = [{instancePath:instancePath+"/tokens_out_high",schemaPath:"#/properties/tokens_out_high/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000000000},message:"must be <= 1000000000000"}];
return false;
}
else {
if(data16 < 0 || isNaN(data16)){
validate20.errors = [{instancePath:instancePath+"/tokens_out_high",schemaPath:"#/properties/tokens_out_high/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs34 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.bytes_in !== undefined){
let data17 = data.bytes_in;
const _errs36 = errors;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
validate20.errors = [{instancePath:instancePath+"/bytes_in",schemaPath:"#/properties/bytes_in/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs36){
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 > 100000000 || isNaN(data17)){
validate20.errors = [{instancePath:instancePath+"/bytes_in",schemaPath:"#/properties/bytes_in/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100000000},message:"must be <= 100000000"}];
return false;
}
else {
if(data17 < 0 || isNaN(data17)){
validate20.errors = [{instancePath:instancePath+"/bytes_in",schemaPath:"#/properties/bytes_in/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs36 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.bytes_out !== undefined){
let data18 = data.bytes_out;
const _errs38 = errors;
if(!(((typeof data18 == "number") && (!(data18 % 1) && !isNaN(data18))) && (isFinite(data18)))){
validate20.errors = [{instancePath:instancePath+"/bytes_out",schemaPath:"#/properties/bytes_out/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs38){
if((typeof data18 == "number") && (isFinite(data18))){
if(data18 > 100000000 || isNaN(data18)){
validate20.errors = [{instancePath:instancePath+"/bytes_out",schemaPath:"#/properties/bytes_out/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100000000},message:"must be <= 100000000"}];
return false;
}
else {
if(data18 < 0 || isNaN(data18)){
validate20.errors = [{instancePath:instancePath+"/bytes_out",schemaPath:"#/properties/bytes_out/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs38 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.estimator !== undefined){
let data19 = data.estimator;
const _errs40 = errors;
if(errors === _errs40){
if(typeof data19 === "string"){
if(func2(data19) > 64){
validate20.errors = [{instancePath:instancePath+"/estimator",schemaPath:"#/properties/estimator/maxLength",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern4.test(data19)){
validate20.errors = [{instancePath:instancePath+"/estimator",schemaPath:"#/properties/estimator/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},message:"must match pattern \""+"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"+"\""}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/estimator",schemaPath:"#/properties/estimator/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs40 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.region !== undefined){
let data20 = data.region;
const _errs42 = errors;
if(errors === _errs42){
if(typeof data20 === "string"){
if(func2(data20) > 64){
validate20.errors = [{instancePath:instancePath+"/region",schemaPath:"#/properties/region/maxLength",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern4.test(data20)){
validate20.errors = [{instancePath:instancePath+"/region",schemaPath:"#/properties/region/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},message:"must match pattern \""+"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"+"\""}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/region",schemaPath:"#/properties/region/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs42 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.source !== undefined){
let data21 = data.source;
const _errs44 = errors;
if(errors === _errs44){
if(typeof data21 === "string"){
if(!pattern10.test(data21)){
validate20.errors = [{instancePath:instancePath+"/source",schemaPath:"#/properties/source/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9][a-z0-9_-]{0,31}$"},message:"must match pattern \""+"^[a-z0-9][a-z0-9_-]{0,31}$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/source",schemaPath:"#/properties/source/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs44 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.labels !== undefined){
let data22 = data.labels;
const _errs46 = errors;
if(errors === _errs46){
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
if(Object.keys(data22).length > 8){
validate20.errors = [{instancePath:instancePath+"/labels",schemaPath:"#/properties/labels/maxProperties",keyword:"maxProperties",params:{limit: 8},message:"must NOT have more than 8 properties"}];
return false;
}
else {
for(const key1 in data22){
const _errs48 = errors;
if(typeof key1 === "string"){
if(!pattern11.test(key1)){
const err3 = {instancePath:instancePath+"/labels",schemaPath:"#/properties/labels/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9_]{1,32}$"},message:"must match pattern \""+"^[a-z0-9_]{1,32}$"+"\"",propertyName:key1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
var valid2 = _errs48 === errors;
if(!valid2){
const err4 = {instancePath:instancePath+"/labels",schemaPath:"#/properties/labels/propertyNames",keyword:"propertyNames",params:{propertyName: key1},message:"property name must be valid"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
validate20.errors = vErrors;
return false;
break;
}
}
if(valid2){
for(const key2 in data22){
let data23 = data22[key2];
const _errs50 = errors;
if(errors === _errs50){
if(typeof data23 === "string"){
if(func2(data23) > 64){
validate20.errors = [{instancePath:instancePath+"/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/labels/additionalProperties/maxLength",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern12.test(data23)){
validate20.errors = [{instancePath:instancePath+"/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/labels/additionalProperties/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,7}$"},message:"must match pattern \""+"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,7}$"+"\""}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/labels/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/labels/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid3 = _errs50 === errors;
if(!valid3){
break;
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/labels",schemaPath:"#/properties/labels/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs46 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.energy_wh !== undefined){
let data24 = data.energy_wh;
const _errs52 = errors;
if(errors === _errs52){
if((typeof data24 == "number") && (isFinite(data24))){
if(data24 > 1000000000 || isNaN(data24)){
validate20.errors = [{instancePath:instancePath+"/energy_wh",schemaPath:"#/properties/energy_wh/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000000},message:"must be <= 1000000000"}];
return false;
}
else {
if(data24 < 0 || isNaN(data24)){
validate20.errors = [{instancePath:instancePath+"/energy_wh",schemaPath:"#/properties/energy_wh/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/energy_wh",schemaPath:"#/properties/energy_wh/type",keyword:"type",params:{type: "number"},message:"must be number"}];
return false;
}
}
var valid1 = _errs52 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.energy_boundary !== undefined){
let data25 = data.energy_boundary;
const _errs54 = errors;
if(!((data25 === "it") || (data25 === "facility"))){
validate20.errors = [{instancePath:instancePath+"/energy_boundary",schemaPath:"#/properties/energy_boundary/enum",keyword:"enum",params:{allowedValues: schema31.properties.energy_boundary.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid1 = _errs54 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.energy_method !== undefined){
let data26 = data.energy_method;
const _errs55 = errors;
if(errors === _errs55){
if(typeof data26 === "string"){
if(func2(data26) > 64){
validate20.errors = [{instancePath:instancePath+"/energy_method",schemaPath:"#/properties/energy_method/maxLength",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
else {
if(!pattern4.test(data26)){
validate20.errors = [{instancePath:instancePath+"/energy_method",schemaPath:"#/properties/energy_method/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"},message:"must match pattern \""+"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,5}$"+"\""}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/energy_method",schemaPath:"#/properties/energy_method/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs55 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.service_tier !== undefined){
let data27 = data.service_tier;
const _errs57 = errors;
if(!(((((data27 === "standard") || (data27 === "batch")) || (data27 === "flex")) || (data27 === "priority")) || (data27 === "fast"))){
validate20.errors = [{instancePath:instancePath+"/service_tier",schemaPath:"#/properties/service_tier/enum",keyword:"enum",params:{allowedValues: schema31.properties.service_tier.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid1 = _errs57 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.response_id !== undefined){
let data28 = data.response_id;
const _errs58 = errors;
if(errors === _errs58){
if(typeof data28 === "string"){
if(func2(data28) > 128){
validate20.errors = [{instancePath:instancePath+"/response_id",schemaPath:"#/properties/response_id/maxLength",keyword:"maxLength",params:{limit: 128},message:"must NOT have more than 128 characters"}];
return false;
}
else {
if(!pattern14.test(data28)){
validate20.errors = [{instancePath:instancePath+"/response_id",schemaPath:"#/properties/response_id/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,0}$"},message:"must match pattern \""+"^[^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+(?: [^\\s\\p{White_Space}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2800\\u{1D159}\\u{13441}\\u{13442}\\u{16FE4}]+){0,0}$"+"\""}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/response_id",schemaPath:"#/properties/response_id/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs58 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.revision !== undefined){
let data29 = data.revision;
const _errs60 = errors;
if(!(((typeof data29 == "number") && (!(data29 % 1) && !isNaN(data29))) && (isFinite(data29)))){
validate20.errors = [{instancePath:instancePath+"/revision",schemaPath:"#/properties/revision/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs60){
if((typeof data29 == "number") && (isFinite(data29))){
if(data29 > 2147483647 || isNaN(data29)){
validate20.errors = [{instancePath:instancePath+"/revision",schemaPath:"#/properties/revision/maximum",keyword:"maximum",params:{comparison: "<=", limit: 2147483647},message:"must be <= 2147483647"}];
return false;
}
else {
if(data29 < 0 || isNaN(data29)){
validate20.errors = [{instancePath:instancePath+"/revision",schemaPath:"#/properties/revision/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
}
var valid1 = _errs60 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.requests !== undefined){
let data30 = data.requests;
const _errs62 = errors;
if(!(((typeof data30 == "number") && (!(data30 % 1) && !isNaN(data30))) && (isFinite(data30)))){
validate20.errors = [{instancePath:instancePath+"/requests",schemaPath:"#/properties/requests/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs62){
if((typeof data30 == "number") && (isFinite(data30))){
if(data30 > 10000000 || isNaN(data30)){
validate20.errors = [{instancePath:instancePath+"/requests",schemaPath:"#/properties/requests/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000000},message:"must be <= 10000000"}];
return false;
}
else {
if(data30 < 1 || isNaN(data30)){
validate20.errors = [{instancePath:instancePath+"/requests",schemaPath:"#/properties/requests/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid1 = _errs62 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.schema_version !== undefined){
let data31 = data.schema_version;
const _errs64 = errors;
if(!(((typeof data31 == "number") && (!(data31 % 1) && !isNaN(data31))) && (isFinite(data31)))){
validate20.errors = [{instancePath:instancePath+"/schema_version",schemaPath:"#/properties/schema_version/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs64){
if((typeof data31 == "number") && (isFinite(data31))){
if(data31 > 2 || isNaN(data31)){
validate20.errors = [{instancePath:instancePath+"/schema_version",schemaPath:"#/properties/schema_version/maximum",keyword:"maximum",params:{comparison: "<=", limit: 2},message:"must be <= 2"}];
return false;
}
else {
if(data31 < 1 || isNaN(data31)){
validate20.errors = [{instancePath:instancePath+"/schema_version",schemaPath:"#/properties/schema_version/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid1 = _errs64 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.node_type !== undefined){
let data32 = data.node_type;
const _errs66 = errors;
if(errors === _errs66){
if(typeof data32 === "string"){
if(func2(data32) > 64){
validate20.errors = [{instancePath:instancePath+"/node_type",schemaPath:"#/properties/node_type/maxLength",keyword:"maxLength",params:{limit: 64},message:"must NOT have more than 64 characters"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/node_type",schemaPath:"#/properties/node_type/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid1 = _errs66 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.metadata !== undefined){
let data33 = data.metadata;
const _errs68 = errors;
if(errors === _errs68){
if(data33 && typeof data33 == "object" && !Array.isArray(data33)){
if(Object.keys(data33).length > 0){
validate20.errors = [{instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/maxProperties",keyword:"maxProperties",params:{limit: 0},message:"must NOT have more than 0 properties"}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/metadata",schemaPath:"#/properties/metadata/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs68 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
