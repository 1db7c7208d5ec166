use migratory::prelude::*;

#[seeder(table = "countries", key = ["code"])]
pub struct WithoutAFile;

#[seeder(file = "seeds/countries.csv", key = ["code"])]
pub struct WithoutATable;

#[seeder(file = "seeds/countries.csv", table = "countries")]
pub struct WithoutAKey;

#[seeder(file = "seeds/countries.csv", table = "countries", key = [])]
pub struct WithAnEmptyKey;

#[seeder(file = "seeds/countries.xml", table = "countries", key = ["code"])]
pub struct OfAnotherForm;

#[seeder(file = "seeds/no such file.csv", table = "countries", key = ["code"])]
pub struct OfNoFile;

#[seeder(file = "/seeds/countries.csv", table = "countries", key = ["code"])]
pub struct FromTheRoot;

#[seeder(file = "seeds/countries.csv", table = , key = ["code"])]
pub struct WithoutATableAfterAll;

#[seeder(file = "seeds/countries.csv", table = "countries", key = ["code"])]
pub struct WithFields {
    pub code: String,
}

#[seeder]
pub struct WithoutAnything;

fn main() {}
