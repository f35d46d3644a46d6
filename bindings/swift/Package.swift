// swift-tools-version: 5.9
// The package is put together by package.sh (Linux, for tests) or xcframework.sh (Apple), below target/swift/: the
// generated sources and the library do not lie in this folder.

import PackageDescription

#if os(Linux)
let library = Target.systemLibrary(name: "VigieFFI")
#else
let library = Target.binaryTarget(name: "VigieFFI", path: "VigieFFI.xcframework")
#endif

let package = Package(
    name: "Vigie",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "Vigie", targets: ["Vigie"])],
    targets: [
        library,
        .target(name: "Vigie", dependencies: ["VigieFFI"]),
        .testTarget(name: "VigieTests", dependencies: ["Vigie"]),
    ]
)
