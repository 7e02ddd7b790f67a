//! Links the library that ships without what only the generator of the Kotlin and Swift sources reads.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=ships.ld");
    let said = |name| std::env::var(name).unwrap_or_default();
    // The profile `mobile` is the one for size alone. Apple's libraries are static: what an app does not use is left out there by Xcode.
    if said("OPT_LEVEL") == "z" && ["android", "linux"].contains(&said("CARGO_CFG_TARGET_OS").as_str()) {
        println!(
            "cargo::rustc-cdylib-link-arg=-Wl,-T,{}/ships.ld",
            said("CARGO_MANIFEST_DIR")
        );
    }
}
