// Orders: what is to be done if something comes, what is refused, and whose word a word is.
#include "unit/assemble/told.h"

using namespace anamnesis;

TEST_CASE("an order for what may come changes nothing yet") {
  const std::vector<ToldCase> cases = {
      {"Hold carvedilol if SBP <90.", {"medication: carvedilol", "!medication: carvedilol; status=on-hold"}},
      {"He should return if he developed fever.", {"!symptom: fever"}},
      {"His mother was told to return if he developed swelling.", {"!family-history: swelling"}},
      {"If CK is normal, switch to daptomycin.", {"!medication: daptomycin"}},
      {"PICC only after cultures are negative.", {"!device-use: PICC"}},
      {"Switch to amoxicillin 1 g TID.", {"medication: amoxicillin; status=intended"}},
      {"Plavix to be restarted in 7 days.", {"medication: Plavix; status=intended"}},
      {"PCP to discuss lung cancer screening.", {"!diagnostic-procedure: screening"}},
      {"Discussed methotrexate and apremilast.", {"!medication: methotrexate", "!medication: apremilast"}},
      {"Check for psoriatic arthritis q visit.", {"!diagnosis: psoriatic arthritis", "!encounter: visit"}},
      {"PCP for CBC check.", {"!measurement: CBC"}},
      {"Eye exam due.", {"diagnostic-procedure: Eye exam; status=preparation"}},
  };
  check_told(cases);
}

TEST_CASE("what is refused, stopped or not taken is so") {
  const std::vector<ToldCase> cases = {
      {"Nicotine patch offered, declined.", {"medication: Nicotine patch; negated=true"}},
      {"Torsemide 40 mg daily (not taking)", {"medication: Torsemide; negated=true", "!medication: Torsemide; status=active"}},
      {"He ran out of torsemide last week.", {"medication: torsemide; status=stopped; end=ago:1 wk"}},
      {"Stopped flecainide in March.", {"medication: flecainide; status=stopped; end=words:March"}},
      {"Durvalumab was held and was not resumed.", {"medication: Durvalumab; status=stopped"}},
      {"Autopsy was declined by the family.", {"!measurement: Autopsy", "!qualitative-result: Autopsy"}},
      {"He admitted to taking 40 tablets of verapamil.", {"!encounter: admitted", "!medication: verapamil; status=active"}},
      {"She was discharged with calcium, vitamin D and aspirin.",
       {"medication: calcium; status=active", "medication: vitamin D; status=active", "!measurement: calcium"}},
      {"She was discharged with normal calcium.", {"qualitative-result: calcium; value-text=normal"}},
  };
  check_told(cases);
}

TEST_CASE("a word is of what it stands beside") {
  const std::vector<ToldCase> cases = {
      {"HR 96, BP 108/62, RR 24, SpO2 88% on 2 L, improved to 93%.",
       {"vital-sign: HR; value=96", "!vital-sign: HR; interpretation=B", "!vital-sign: RR; interpretation=B"}},
      {"Her diet was advanced and pain was controlled.", {"symptom: pain", "!symptom: pain; severity=severe"}},
      {"She does not smoke and drinks alcohol rarely.",
       {"social-history: smoke; negated=true", "!social-history: alcohol; negated=true"}},
      {"Her daughter asked about diabetes teaching.", {"!family-history: diabetes", "!diagnosis: diabetes"}},
      {"Pneumonia, day 3 of ceftriaxone.", {"diagnosis: Pneumonia", "!diagnosis: Pneumonia; onset=day:3"}},
      {"AF s/p ablation, OSA on CPAP.", {"device-use: CPAP", "!device-use: CPAP; historical=true"}},
      {"A 6-week hx of itchy plaques.", {"finding: plaques", "!finding: plaques; historical=true"}},
      {"A 40-pack-year smoking history and a 3 cm nodule.", {"!social-history: smoking; value-text=3 cm"}},
      {"Pancreas: 2 cm mass in the head.", {"!diagnosis: mass; body-site=head"}},
      {"A hematoma block was done.", {"procedure: hematoma block", "!diagnosis: hematoma"}},
      {"CT: no fx.", {"diagnosis: fx; negated=true"}},
  };
  check_told(cases);
}

TEST_CASE("a date, half of a pair and a weight are no readings and no doses") {
  const std::vector<ToldCase> cases = {
      {"Blood cultures 2/11: MRSA.", {"!measurement: cultures; value-text=2/11"}},
      {"Recheck FBC 4/52.", {"!measurement: FBC; value-text=4/52"}},
      {"ANA 1/160.", {"measurement: ANA; value-text=1/160"}},
      {"BP 132-148/70-82, HR 78-90.", {"!vital-sign: BP; low=132", "vital-sign: HR; low=78; high=90"}},
      {"RR 18 T 98.4.", {"vital-sign: RR; value=18", "vital-sign: T; value=98.4"}},
      {"Amitriptyline 25 mg caused a weight gain of 5 kg.",
       {"medication: Amitriptyline; dose=25", "!medication: Amitriptyline; dose=5"}},
      {"Amoxicillin-clavulanate 875-125 mg Tablet PO BID.", {"!medication: Amoxicillin; dose=125"}},
      {"Piperacillin-tazobactam for 4 days and then oral amoxicillin.",
       {"!medication: Piperacillin; route=oral", "medication: amoxicillin; route=oral"}},
      {"High-dose insulin (1 U/kg bolus then 1 U/kg/h) with dextrose.", {"!medication: dextrose; rate=1"}},
      {"Norepi 0.12 mcg/kg/min, zorba 0.03 U/min.", {"medication: Norepi; rate=0.12", "!medication: Norepi; rate=0.03"}},
  };
  check_told(cases);
}

TEST_CASE("what was found of a relative, or given to one, is the relative's") {
  // "was found" and "was given" once ended the relative's clause, and the cancer became the patient's.
  const std::vector<ToldCase> cases = {
      {"His father was found to have colon cancer.", {"family-history: colon cancer; relationship=FTH", "!diagnosis: colon"}},
      {"His sister was started on metoprolol.", {"!medication: metoprolol"}},
      {"His brother was treated with aspirin and underwent bypass surgery.",
       {"!medication: aspirin", "!procedure: bypass"}},
      {"His sister's echocardiogram showed hypertrophic cardiomyopathy.", {"!diagnosis: hypertrophic cardiomyopathy"}},
      {"His mother reported a fall, and he was started on aspirin.", {"medication: aspirin"}},
  };
  check_told(cases);
}

TEST_CASE("no history to speak of denies nothing behind it") {
  const std::vector<ToldCase> cases = {
      {"A man with no significant past medical history collapsed.", {"symptom: collapsed", "!symptom: collapsed; negated=true"}},
      {"A woman without significant medical history developed fever.", {"symptom: fever", "!symptom: fever; negated=true"}},
      {"She had no significant past medical history of diabetes.", {"diagnosis: diabetes; negated=true"}},
      {"No rash, + arthralgias.", {"symptom: rash; negated=true", "symptom: arthralgias", "!symptom: arthralgias; negated=true"}},
      {"The dipstick showed 2+ protein and no blood.", {"!qualitative-result: protein; specimen=blood"}},
  };
  check_told(cases);
}

TEST_CASE("a status is of the treatment that it stands behind") {
  const std::vector<ToldCase> cases = {
      {"MMF stopped 2 wks ago -> AZA 100.", {"medication: MMF; status=stopped", "!medication: AZA; status=stopped"}},
      {"NTG held - Viagra use last night.", {"medication: NTG; status=on-hold", "!medication: Viagra; status=on-hold"}},
      {"CT in 6 months. Duloxetine offered for neuropathy, she declined.",
       {"diagnostic-procedure: CT; status=preparation", "!diagnostic-procedure: CT; negated=true", "medication: Duloxetine; negated=true"}},
      {"POD 2 s/p CABG.", {"procedure: CABG", "!procedure: CABG; performed=day:2 operation"}},
      {"This retired plumber returns 6 weeks following knee replacement.", {"!social-history: plumber; effective=after:6 wk"}},
      {"Metoclopramide was given for nausea and her rigidity worsened.",
       {"medication: Metoclopramide; indication=nausea", "!medication: Metoclopramide; indication=rigidity"}},
      {"Prednisone 60 mg daily, followed by five sessions of plasma exchange.", {"!medication: Prednisone; count=5"}},
      {"Magnesium if delivery is imminent.", {"!measurement: Magnesium"}},
      {"Her mother asks about oral immunotherapy.", {"!procedure: immunotherapy"}},
      {"I started losartan and requested an MRA.", {"diagnostic-procedure: MRA; status=preparation"}},
  };
  check_told(cases);
}

TEST_CASE("letters and words of several meanings") {
  const std::vector<ToldCase> cases = {
      {"CT CAP 2/2024: no recurrence.", {"diagnostic-procedure: CT CAP", "!diagnosis: CAP"}},
      {"67M for L CEA.", {"procedure: CEA", "!measurement: CEA"}},
      {"HUS normal.", {"!diagnosis: HUS"}},
      {"Mom GBS+.", {"!family-history: GBS", "!diagnosis: GBS"}},
      {"Terminated with two shocks.", {"!diagnosis: shock"}},
      {"CT output 240 mL.", {"!diagnostic-procedure: CT"}},
      {"ECG: STD in leads V3 to V6.", {"finding: STD"}},
      {"He asked for an STD check.", {"!finding: STD"}},
      {"Tac 3 mg BID.", {"medication: Tac; dose=3"}},
      {"TAC 0.1% cream for eczema.", {"!medication: TAC"}},
      {"K 7.2, ECG peaked T waves.", {"finding: peaked T waves", "!measurement: K; interpretation=H"}},
      {"Wt +4.2 kg from preop.", {"!vital-sign: Wt; value=4.2"}},
      {"Urine culture grew >10^5 E. coli.", {"!measurement: culture; value=10"}},
      {"WBC 1,240 (88% PMN).", {"measurement: WBC; value=1240", "measurement: PMN; value=88", "!measurement: WBC; value=88"}},
  };
  check_told(cases);
}

TEST_CASE("a heading run into a plan orders; a report of its own tells") {
  const std::vector<ToldCase> cases = {
      {"Assessment/Plan:\n1. Pneumonia. Ceftriaxone. Labs: CBC, BMP.\n2. AF. Start apixaban.",
       {"!measurement: CBC", "!measurement: BMP", "medication: apixaban; status=intended"}},
      {"PLAN:\n- Labs: lipase\n- Imaging: CT chest", {"!measurement: lipase", "diagnostic-procedure: CT chest; status=preparation"}},
      {"Plan: continue aspirin. Labs: WBC 15, Hb 9.", {"measurement: WBC; value=15", "measurement: Hb; value=9"}},
      {"Plan: start iron.\nLabs: lipase, WBC 15.", {"measurement: lipase", "measurement: WBC; value=15"}},
  };
  check_told(cases);
}
