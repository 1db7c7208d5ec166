use migratory::prelude::*;

pub struct BaseRoles;

#[seeder]
impl Default for BaseRoles {
    fn default() -> Self {
        Self
    }
}

#[seeder]
impl BaseRoles {}

#[seeder]
fn base_roles() {}

fn main() {}
