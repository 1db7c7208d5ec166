use migratory::prelude::*;

pub struct BaseRoles;

#[seeder]
#[async_trait]
impl Seeder for BaseRoles {
    fn fingerprint(&self) -> String {
        String::new()
    }
}

fn main() {}
