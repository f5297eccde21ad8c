// A mother's report tells of her newborn too; whose a fact is, where two are told of.
#include "unit/assemble/told.h"

using namespace anamnesis;

TEST_CASE("what a mother's report tells of her newborn is not the mother's") {
  // The infant's Apgar score and tube once became those of the woman who bore it, once a sentence no longer named it.
  const std::vector<ToldCase> cases = {
      {"A 29-year-old woman had a cesarean section. The infant had Apgar scores of 3 and 5 and neonatal respiratory "
       "distress. Birth weight was 1,450 g. The infant was intubated. The neonate was admitted to the NICU.",
       {"procedure: cesarean", "!score: Apgar", "!diagnosis: distress", "!vital-sign: weight", "!procedure: intubated",
        "!encounter: admitted"}},
      {"A 31-year-old woman was delivered. A male infant weighing 2,900 g was born. He was moved to the NICU for apnea "
       "and was intubated. His glucose was 32 mg/dL.",
       {"!diagnosis: apnea", "!procedure: intubated", "!measurement: glucose"}},
      {"A 24-year-old woman gave birth to a girl weighing 2,800 g. She was admitted to the NICU with cyanosis.",
       {"!diagnosis: cyanosis", "!encounter: admitted"}},
      {"A 29-year-old woman delivered a male infant with Apgar scores of 8 and 9, who was intubated.",
       {"!score: Apgar", "!procedure: intubated"}},
      {"A 34-year-old woman with eclampsia. Apgar scores were 8 and 9. The neonatal course was complicated by sepsis.",
       {"diagnosis: eclampsia", "!score: Apgar", "!diagnosis: sepsis"}},
      {"A primigravida was delivered at term. The newborn was intubated and had seizures.",
       {"!procedure: intubated", "!finding: seizures"}},
      {"A 30-year-old woman. The baby was given vitamin K. Blood loss was 800 mL. She received oxytocin.",
       {"!medication: vitamin K", "measurement: Blood loss; value=800", "medication: oxytocin"}},
      {"A 30-year-old woman delivered a boy with cleft palate. The mother developed endometritis.",
       {"diagnosis: endometritis", "!family-history: endometritis", "!diagnosis: cleft palate"}},
      {"A 30-year-old woman. The infant was healthy, and she developed mastitis.", {"diagnosis: mastitis"}},
      {"A 40-year-old woman had a girl with heart block. The infant was pale. A pacemaker was implanted on day 2 of life.",
       {"!device-use: pacemaker", "!diagnosis: heart block"}},
      {"A 40-year-old woman had a boy. The infant was pale. She received a pacemaker.", {"device-use: pacemaker"}},
      {"Ultrasound of the 34-year-old patient showed fetal hydrops with ascites. Her antibody screen showed anti-K.",
       {"!diagnosis: hydrops", "!finding: ascites", "!measurement: K"}},
  };
  check_told(cases);
}

TEST_CASE("where the patient is the newborn, or a man, all of it is the patient's") {
  const std::vector<ToldCase> cases = {
      {"A newborn girl. Birth weight was 3,100 g. Apgar scores were 8 and 9. The infant was intubated.",
       {"vital-sign: Birth weight; value=3100", "score: Apgar", "procedure: intubated"}},
      {"A male neonate was born at 38 weeks to a 29-year-old woman. The infant was intubated. He had seizures.",
       {"procedure: intubated", "finding: seizures", "!age: 29"}},
      {"A male newborn was delivered vaginally to a 22-year-old G1 mother. The infant received levetiracetam.",
       {"medication: levetiracetam", "!age: 22"}},
      {"The patient was born at 39 weeks to a 30-year-old mother. The baby developed jaundice.",
       {"finding: jaundice", "!age: 30"}},
      {"A 40-year-old man was admitted to the NICU with subarachnoid hemorrhage. He was intubated.",
       {"diagnosis: subarachnoid hemorrhage", "procedure: intubated"}},
  };
  check_told(cases);
}

TEST_CASE("what goes on about the child names nobody") {
  // A neonate's glucose, told in a sentence of its own, once was the mother's.
  const std::vector<ToldCase> cases = {
      {"A 28-year-old woman had a girl. The neonate had hypoglycemia. Glucose was 28 mg/dL. Antibiotics were started. "
       "Postpartum hemorrhage occurred.",
       {"!measurement: Glucose", "!medication: Antibiotics", "diagnosis: hemorrhage"}},
      {"A 28-year-old woman had a boy. The infant was pale. Her creatinine was 1.4 mg/dL.", {"measurement: creatinine; value=1.4"}},
      {"A healthy infant was delivered to a 31-year-old woman. Blood pressure was 160/100 mmHg.", {"vital-sign: Blood pressure"}},
      {"A 28-year-old woman had a boy. The infant was pale.\n\nPhysical examination. Temperature was 38.4 C.",
       {"vital-sign: Temperature; value=38.4"}},
  };
  check_told(cases);
}
