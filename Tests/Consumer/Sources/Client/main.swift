import ServingClient

let path = CommandLine.arguments.dropFirst().first ?? "/run/mnistd/data.sock"
let client = try ServingClient(path: path)

// A white bar on black: 28 rows of 28 bytes, 0 for background to 255 for ink.
let pixels = (0..<28 * 28).map { UInt8((4..<24).contains($0 / 28) && $0 % 28 / 3 == 4 ? 255 : 0) }
let batch = try await client.classify(pixels, images: 1, deadline: .seconds(1))
print("generation \(batch.generation) reads a \(batch.classification.labels[0])")
