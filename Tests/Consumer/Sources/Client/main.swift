import ServingClient

let path = CommandLine.arguments.dropFirst().first ?? "/run/mnistd/data.sock"
let client = try ServingClient(path: path)

// A white bar on black: 28 rows of 28 bytes, 0 for background to 255 for ink.
var pixels = [UInt8](repeating: 0, count: 28 * 28)
for row in 4..<24 {
  for column in 12..<15 { pixels[row * 28 + column] = 255 }
}
let batch = try await client.classify(pixels, images: 1, deadline: .seconds(1))
print("generation \(batch.generation) reads a \(batch.classification.labels[0])")
