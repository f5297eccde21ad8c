// The evaluations of fhirpath_bench.cc by fhirpath.js: node fhirpath_peer.cjs FOLDER INVARIANTS.tsv BUNDLE...
// FOLDER holds node_modules/fhirpath. Prints evaluations per second, the best of several rounds.
const fs = require('fs');
const [folder, list, ...bundles] = process.argv.slice(2);
const fhirpath = require(folder + '/node_modules/fhirpath');
const model = require(folder + '/node_modules/fhirpath/fhir-context/r4');

const byType = {};
for (const line of fs.readFileSync(list, 'utf8').split('\n').filter(Boolean)) {
  const [type, expression] = line.split('\t');
  (byType[type] = byType[type] || []).push(fhirpath.compile(expression, model, {traceFn: () => {}}));
}
const jobs = [];
for (const file of bundles)
  for (const entry of JSON.parse(fs.readFileSync(file, 'utf8')).entry || [])
    for (const type of [entry.resource.resourceType, 'DomainResource', 'Resource'])
      for (const run of byType[type] || []) jobs.push([run, entry.resource]);
if (jobs.length > 20000) jobs.length = 20000;  // enough to measure

let best = 0;
for (let round = 0; round < 3; ++round) {
  const begin = process.hrtime.bigint();
  for (const [run, resource] of jobs) {
    try { run(resource, {resource, rootResource: resource}); } catch (e) { /* counted all the same */ }
  }
  best = Math.max(best, jobs.length / (Number(process.hrtime.bigint() - begin) / 1e9));
}
console.log(best.toFixed(0));
