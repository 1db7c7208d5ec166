use migratory::prelude::*;

pub struct Money(i64);

#[derive(Model)]
pub struct Account {
    #[model(primary_key)]
    pub id: i64,
    pub count: u32,
    pub balance: Option<Money>,
    pub parts: Vec<Money>,
}

fn main() {}
