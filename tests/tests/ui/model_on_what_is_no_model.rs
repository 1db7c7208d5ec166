use migratory::prelude::*;

pub struct User {
    pub id: i64,
}

pub enum Status {
    Active,
}

fn main() {
    let _ = User::table();
    migratory::model::state([<User as Model>::table()]).unwrap();
    let _ = <Status as DbEnum>::VALUES;
}
